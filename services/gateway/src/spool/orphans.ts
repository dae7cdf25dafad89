/** Spools that dead replicas left behind: found, locked, shipped with their original bytes, then removed. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { appendsOf, appendUntilTaken, type LogState } from './append-frames.js';
import { SpoolFile, spoolFileName } from './spool-file.js';
import { failureText, SpoolOpenError } from './spool-failure.js';
import { spoolBytesMin } from './spool-limits.js';
import type { ShipperMessage } from './threads.js';

/** Folders of spools that are being adopted start so; their replica may start anew under its own name meanwhile. */
const ADOPTED = '.adopted-';

export class Orphans {
  /** Shipped, and held until the completions of their open requests are durable in our own spool. */
  private readonly held = new Map<string, SpoolFile>();

  constructor(
    private readonly spools: { readonly directory: string; readonly own: string },
    private readonly log: EventLog,
    private readonly state: LogState,
    private readonly signal: AbortSignal,
    private readonly say: (message: ShipperMessage) => void,
  ) {}

  /** Looks for spools that nobody holds, and ships each. What cannot be adopted is reported and left as it is. */
  async adoptAll(): Promise<void> {
    for (const name of readdirSync(this.spools.directory)) {
      if (name === this.spools.own || this.held.has(name) || this.stopping()) continue;
      if (!existsSync(path.join(this.spools.directory, name, spoolFileName))) continue;
      try {
        await this.adopt(name);
      } catch (error) {
        if (this.stopping() || (error instanceof SpoolOpenError && error.code === 'SPOOL_LOCKED')) continue;
        const reason = error instanceof SpoolOpenError ? error.message : failureText(error);
        this.say({ kind: 'orphanFailed', folder: name, reason });
      }
    }
  }

  /** Removes an orphan whose events are all elsewhere. */
  remove(folder: string): void {
    const file = this.held.get(folder);
    if (!file) return;
    this.held.delete(folder);
    rmSync(path.join(this.spools.directory, folder), { recursive: true, force: true });
    file.close();
  }

  /** Lets go of what is not finished; another replica, or our next start, takes it up again. */
  close(): void {
    for (const file of this.held.values()) file.close();
    this.held.clear();
  }

  private stopping(): boolean {
    return this.signal.aborted;
  }

  private async adopt(found: string): Promise<void> {
    const { folder, file } = this.take(found);
    try {
      const { open } = file.survey();
      let events = 0;
      for (const { row, frame } of file.rowsFrom(0)) {
        for (const append of appendsOf(frame, row)) {
          await appendUntilTaken(this.log, append, this.state, this.signal);
          events += append.messages.length;
        }
      }
      this.held.set(folder, file);
      this.say({ kind: 'orphan', folder, events, open: file.openEntries(open) });
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** Locks a spool and moves its folder out of its replica's way. @throws SpoolOpenError SPOOL_LOCKED when it is in use. */
  private take(found: string): { folder: string; file: SpoolFile } {
    const at = (name: string): string => path.join(this.spools.directory, name);
    const file = SpoolFile.open(at(found), spoolBytesMin);
    if (found.startsWith(ADOPTED)) return { folder: found, file };
    const folder = `${ADOPTED}${found}-${randomUUID()}`;
    file.moveTo(at(folder));
    return { folder, file: SpoolFile.open(at(folder), spoolBytesMin) };
  }
}
