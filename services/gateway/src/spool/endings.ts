/** Ends of requests that a dead gateway left open: each is written once, however often it takes. */
import { RecordError } from '../core/ports/recorder.js';
import type { OpenRequests } from '../core/recording/open-requests.js';
import { endOf } from './own-events.js';
import type { OpenRequestEntry } from './spool-file.js';
import type { BatchRecorder } from './batch-recorder.js';

export class Endings {
  private waiting: OpenRequestEntry[] = [];
  private afterwards: (() => void)[] = [];

  constructor(
    private readonly recorder: Pick<BatchRecorder, 'recordAs'>,
    private readonly open: OpenRequests,
  ) {}

  /** A request that is open in our own spool: its end closes it there. */
  inherit(entry: OpenRequestEntry): void {
    const end = endOf(entry.message, 0);
    if (!end) return;
    this.open.inherit(end.requestId, entry.request);
    this.waiting.push(entry);
  }

  /** A request that is open in an adopted spool. */
  take(entry: OpenRequestEntry): void {
    this.waiting.push(entry);
  }

  /** Runs `work` when all that waits is written. */
  later(work: () => void): void {
    this.afterwards.push(work);
  }

  /** Writes what waits. True when nothing waits any more; otherwise call it again when the spool works. */
  async write(): Promise<boolean> {
    const entries = this.waiting;
    this.waiting = [];
    const outcomes = await Promise.all(entries.map((entry) => this.writeOne(entry)));
    this.waiting.push(...entries.filter((_, index) => outcomes[index] === false));
    if (this.waiting.length > 0) return false;
    for (const work of this.afterwards.splice(0)) work();
    return true;
  }

  private async writeOne(entry: OpenRequestEntry): Promise<boolean> {
    const end = endOf(entry.message, Date.now() * 1000);
    if (!end) return true;
    try {
      await this.recorder.recordAs(end.id, end.draft);
      return true;
    } catch (error) {
      if (error instanceof RecordError) return error.code === 'EVENT_TOO_LARGE';
      throw error;
    }
  }
}
