/** The commands of a socket as the body of its request: each is durable before it is handed on. */
import { createHash, createHmac, type KeyObject } from 'node:crypto';
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EnvelopeDraft } from '../../core/live-sessions.js';
import type { Recorder } from '../../core/ports/recorder.js';
import type { TwoForms } from '../../core/reading/mask-read.js';

export interface CommandRecordContext {
  readonly requestId: string;
  readonly recorder: Recorder;
  readonly full: boolean;
  readonly partBytesMax: number;
  /** For the digest of what came, where something else is recorded. */
  readonly digestKey: KeyObject;
}

export interface FinishedCommands {
  readonly body: Body;
  /** Part events that could not be written; their messages went nowhere. */
  readonly partsLost: number;
}

const noDigest: Buffer = Buffer.alloc(0);

export class CommandRecord {
  #parts = 0;
  #bytes = 0;
  #partsLost = 0;
  #isChanged = false;
  #writing: Promise<unknown> | undefined;
  readonly #hash = createHash('sha256');
  readonly #hmac: ReturnType<typeof createHmac>;

  constructor(private readonly context: CommandRecordContext) {
    this.#hmac = createHmac('sha256', context.digestKey);
  }

  /**
   * Resolves when the message is durable. @throws RecordError
   * @param forms `sent` as it came, `recorded` in its most masked form
   */
  add(envelope: EnvelopeDraft, forms: TwoForms<Buffer>): Promise<void> {
    const { sent: came, recorded } = forms;
    const { partBytesMax } = this.context;
    const writes: Promise<void>[] = [];
    let passed = 0;
    for (let at = 0; at < recorded.length; at += partBytesMax) {
      const part = recorded.subarray(at, at + partBytesMax);
      const isLast = at + partBytesMax >= recorded.length;
      const size = isLast ? came.length - passed : Math.min(part.length, came.length - passed);
      writes.push(this.#write(envelope, part, { offset: this.#bytes + passed, size }));
      passed += size;
    }
    const written = this.#written(writes, forms);
    // A failure is told to whoever added.
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** The body for the completion event, when what is being written is; to be asked for once, when no more is added. */
  async finish(): Promise<FinishedCommands> {
    await this.#writing;
    const body: Body = {
      size: this.#bytes,
      sha256: this.#hash.digest(),
      inline: undefined,
      parts: this.#parts - this.#partsLost,
      encoding: '',
      originalHmac: this.#isChanged ? this.#hmac.digest() : noDigest,
    };
    return { body, partsLost: this.#partsLost };
  }

  async #written(
    writes: readonly Promise<void>[],
    { sent: came, recorded }: TwoForms<Buffer>,
  ): Promise<void> {
    for (const settled of await Promise.allSettled(writes)) {
      if (settled.status === 'rejected') throw settled.reason;
    }
    this.#bytes += came.length;
    this.#hash.update(recorded);
    this.#hmac.update(came);
    this.#isChanged ||= !came.equals(recorded);
  }

  #write(
    envelope: EnvelopeDraft,
    part: Buffer,
    { offset, size }: { readonly offset: number; readonly size: number },
  ): Promise<void> {
    const { full, recorder, requestId } = this.context;
    const made = full ? makePayload(PayloadKind.REQUEST_BODY, part) : undefined;
    this.#parts++;
    const write = recorder.record({
      envelope,
      body: {
        $case: 'requestPart',
        value: { requestId, index: this.#parts, offset, size, content: made?.ref },
      },
      payloads: made === undefined ? [] : [made.payload],
    });
    write.catch(() => this.#partsLost++);
    return write;
  }
}
