/** The spool as the recorder sees it: one batch at a time through shared memory, and how much still fits. */
import { RecordError } from '../core/ports/recorder.js';
import type { BatchStore } from './batch-recorder.js';
import { readGauge, ring, word, type ControlBlock } from './control-block.js';
import { diskReserveBytes, reserveBytes } from './spool-limits.js';

export class SpoolStore implements BatchStore {
  private readonly bytesMax: { readonly reserve: number; readonly other: number };
  private readonly roomMin: { readonly reserve: number; readonly other: number };

  constructor(
    private readonly control: ControlBlock,
    private readonly spoolBytesMax: number,
  ) {
    this.bytesMax = { reserve: spoolBytesMax, other: spoolBytesMax - reserveBytes(spoolBytesMax) };
    this.roomMin = {
      reserve: diskReserveBytes(spoolBytesMax) / 2,
      other: diskReserveBytes(spoolBytesMax),
    };
  }

  submit(frame: Uint8Array): void {
    const { batch, words } = this.control;
    batch.set(frame);
    Atomics.store(words, word.batchBytes, frame.length);
    Atomics.add(words, word.submitted, 1);
    ring(words);
  }

  refusal(pendingBytes: number, mayUseReserve: boolean): RecordError | undefined {
    const who = mayUseReserve ? 'reserve' : 'other';
    const used = readGauge(this.control, 'usedBytes') + pendingBytes;
    if (used > this.bytesMax[who]) {
      return new RecordError('SPOOL_FULL', `the spool holds ${used} of ${this.spoolBytesMax} bytes`);
    }
    const room = readGauge(this.control, 'roomBytes') - pendingBytes;
    if (room < this.roomMin[who]) {
      return new RecordError('SPOOL_FULL', `the disk has room for ${room} bytes, less than the reserve`);
    }
    return undefined;
  }
}
