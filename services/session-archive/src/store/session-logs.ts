/** Reads a session from its log of each topic, a page at a time, merged in the order of time. */
import type { DataSource } from 'typeorm';
import { takeInTime } from '../core/in-time.js';
import type { Waiting } from '../core/in-time.js';
import { isTraffic } from '../core/logs.js';
import { replayRecordsPerRead } from '../limits.js';
import { recordsAfter } from './read-records.js';
import type { ListedRecord } from './read-records.js';
import { findSession } from './read-sessions.js';
import type { ListedSession, SessionLogs } from './read-sessions.js';

interface OpenLog extends Waiting<ListedRecord> {
  position: number;
}

export class SessionLogReader {
  private readonly open = new Map<number, OpenLog>();
  private logs: SessionLogs;

  constructor(
    private readonly database: DataSource,
    private readonly session: ListedSession,
  ) {
    this.logs = session.logs;
  }

  /** Whether growth of a log may bring something of this session: any log may be its own while that is not known. */
  mayGrow(log: number): boolean {
    const own = isTraffic(log) ? this.logs.traffic : this.logs.decisions;
    return own === undefined || own === log;
  }

  /** All that has come since the last call, to the ends of the logs at this moment. */
  async *next(): AsyncGenerator<readonly ListedRecord[]> {
    await this.find();
    const logs = [...this.open].sort(([a], [b]) => a - b);
    for (const [, log] of logs) log.isDry = false;
    for (;;) {
      for (const [number, log] of logs) {
        if (log.items.length === 0 && !log.isDry) await this.read(number, log);
      }
      const records = takeInTime(logs.map(([, log]) => log));
      if (records.length > 0) yield records;
      if (logs.every(([, { items, isDry }]) => isDry && items.length === 0)) return;
    }
  }

  private async find(): Promise<void> {
    const { traffic, decisions } = this.logs;
    if (traffic === undefined || decisions === undefined) {
      this.logs = (await findSession(this.database, this.session.view.id))?.logs ?? this.logs;
    }
    for (const log of [this.logs.traffic, this.logs.decisions]) {
      if (log !== undefined && !this.open.has(log))
        this.open.set(log, { items: [], isDry: false, position: -1 });
    }
  }

  private async read(number: number, log: OpenLog): Promise<void> {
    const place = { partition: number, position: log.position };
    const found = await recordsAfter(
      this.database,
      place,
      { session: this.session.view.id },
      replayRecordsPerRead,
    );
    log.items.push(...found);
    log.isDry = found.length < replayRecordsPerRead;
    log.position = found.at(-1)?.position ?? log.position;
  }
}
