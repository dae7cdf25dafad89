/** The commands of a socket as the body of its request: each is durable before it is handed on. */
import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EnvelopeDraft } from '../../core/live-sessions.js';
import type { Recorder } from '../../core/ports/recorder.js';
import {
  bodyPieces,
  requestPart,
  type BodyPiece,
  type JudgedPiece,
} from '../../core/recording/body-pieces.js';
import { recordTold } from '../../core/recording/record-told.js';
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
   * @param judged undefined for what nobody could read
   */
  add(envelope: EnvelopeDraft, forms: TwoForms<Buffer>, judged?: JudgedPiece): Promise<void> {
    const { sent: came, recorded } = forms;
    const stretch = { offset: this.#bytes, size: came.length };
    const pieces = bodyPieces(recorded, stretch, this.context.partBytesMax);
    const writes = pieces.map((piece, at) => this.#write(envelope, piece, at === 0 ? judged : undefined));
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

  #write(envelope: EnvelopeDraft, piece: BodyPiece, judged: JudgedPiece | undefined): Promise<void> {
    const { full, recorder, requestId } = this.context;
    this.#parts++;
    const write = recordTold(
      recorder,
      requestPart({ requestId, envelope, full }, this.#parts, piece, judged),
    );
    write.catch(() => this.#partsLost++);
    return write;
  }
}
