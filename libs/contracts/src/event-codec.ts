/** Encodes and decodes the messages of the traffic topic, and holds them to their limits. */
import type { Payload, PayloadKind, PayloadRef } from './generated/sallyport/events/v1/payload.js';
import { EventMessage, Record as EventRecord } from './generated/sallyport/events/v1/event.js';
import { sha256 } from './sha256.js';
import { eventBytesMax, recordBytesMax } from './topics.js';

export { EventMessage, EventRecord };

export type ContractErrorCode = 'RECORD_TOO_LARGE' | 'MESSAGE_TOO_LARGE' | 'UNREADABLE' | 'DIGEST_MISMATCH';

/** An event that breaks its contract. The message names sizes and limits, never content. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
  constructor(
    readonly code: ContractErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A payload and the reference to it. `content` is not copied. */
export function makePayload(
  kind: PayloadKind,
  content: Uint8Array,
): { readonly ref: PayloadRef; readonly payload: Payload } {
  const digest = sha256(content);
  return {
    ref: { sha256: digest, size: content.length, kind },
    payload: { sha256: digest, kind, content: content as Buffer },
  };
}

/**
 * Encodes a record with its payloads.
 * @throws ContractError RECORD_TOO_LARGE over 16 KiB, MESSAGE_TOO_LARGE over `eventBytesMax`.
 */
export function encodeEvent(record: EventRecord, payloads: readonly Payload[]): Uint8Array {
  const bytes = EventRecord.encode(record).finish();
  if (bytes.length > recordBytesMax) {
    throw new ContractError('RECORD_TOO_LARGE', `record of ${bytes.length} bytes exceeds ${recordBytesMax}`);
  }
  const message = EventMessage.encode({ record: bytes as Buffer, payloads: payloads as Payload[] }).finish();
  if (message.length > eventBytesMax) {
    throw new ContractError('MESSAGE_TOO_LARGE', `event of ${message.length} bytes exceeds ${eventBytesMax}`);
  }
  return message;
}

export interface DecodedEvent {
  /** The exact bytes of the record: what is hashed. */
  readonly recordBytes: Uint8Array;
  readonly record: EventRecord;
  readonly payloads: readonly Payload[];
}

/**
 * Decodes a message of the traffic topic and checks every payload against its digest.
 * @throws ContractError UNREADABLE when it is not a complete event, DIGEST_MISMATCH when a payload is not what it claims.
 */
export function decodeEvent(value: Uint8Array): DecodedEvent {
  let message: EventMessage;
  let record: EventRecord;
  try {
    message = EventMessage.decode(value);
    record = EventRecord.decode(message.record);
  } catch (cause) {
    throw new ContractError(
      'UNREADABLE',
      `event of ${value.length} bytes is not a sallyport.events.v1.EventMessage`,
      { cause },
    );
  }
  if (record.envelope?.producer === undefined || record.envelope.id === '' || record.body === undefined) {
    throw new ContractError('UNREADABLE', 'event lacks its envelope, id, producer or body');
  }
  for (const payload of message.payloads) {
    if (!sha256(payload.content).equals(payload.sha256)) {
      throw new ContractError(
        'DIGEST_MISMATCH',
        `a payload of event ${record.envelope.id} does not match its digest`,
      );
    }
  }
  return { recordBytes: message.record, record, payloads: message.payloads };
}
