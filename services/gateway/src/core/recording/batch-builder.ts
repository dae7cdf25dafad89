/** A batch that is being filled: events are encoded straight into the memory that is committed. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { eventRoomBytes, type EncodeEventInPlace } from '@sallyport/contracts/encode-event-in-place';
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import {
  entryHeaderBytes,
  frameHeaderBytes,
  keyBytesMax,
  putEntryHeader,
  putFrameHeader,
  type Effect,
} from './batch-frame.js';

/** A key that is longer than a batch can hold. */
export class KeyTooLongError extends Error {
  override readonly name = 'KeyTooLongError';
}

export class BatchBuilder {
  events = 0;
  /** Bytes used, the frame's header included. */
  bytes = frameHeaderBytes;
  private readonly memory: Uint8Array;
  private readonly view: DataView;
  private readonly text: Buffer;

  /** `bytesMax` is where the batch counts as full; the last event may lie beyond it. */
  constructor(private readonly bytesMax: number) {
    this.memory = new Uint8Array(bytesMax + entryHeaderBytes + keyBytesMax + eventRoomBytes);
    this.view = new DataView(this.memory.buffer);
    this.text = Buffer.from(this.memory.buffer);
  }

  /** Whether the next event belongs into another batch. */
  get full(): boolean {
    return this.bytes >= this.bytesMax;
  }

  /**
   * Adds an event. @throws ContractError, KeyTooLongError or whatever makes the record impossible to encode; the batch is
   * then as before.
   */
  add(
    encode: EncodeEventInPlace,
    event: {
      readonly record: EventRecord;
      readonly payloads: readonly Payload[];
      readonly key: string;
      readonly kind: number;
      readonly effect: Effect;
      readonly request: number;
    },
  ): void {
    const keyAt = this.bytes + entryHeaderBytes;
    // A key of n UTF-16 units takes at most 3n bytes; it is written before its size is known for certain.
    if (event.key.length > keyBytesMax / 3)
      throw new KeyTooLongError(`session id exceeds ${keyBytesMax / 3} characters`);
    const keyBytes = this.text.write(event.key, keyAt, 'utf8');
    const end = encode(this.memory, keyAt + keyBytes, event.record, event.payloads);
    const valueBytes = end - keyAt - keyBytes;
    putEntryHeader(this.view, this.bytes, {
      valueBytes,
      keyBytes,
      kind: event.kind,
      effect: event.effect,
      request: event.request,
    });
    this.bytes = end;
    this.events++;
  }

  /** The finished frame: a view that lives until `clear`. */
  frame(): Uint8Array {
    putFrameHeader(this.view, this.events, this.bytes);
    return this.memory.subarray(0, this.bytes);
  }

  clear(): void {
    this.events = 0;
    this.bytes = frameHeaderBytes;
  }
}
