/** One spool on disk: a SQLite file that its owner alone may use, one row for each group commit. */
import { existsSync, renameSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { readFrame, visitEffects } from '../core/recording/batch-frame.js';
import { OpenRows } from '../core/recording/open-rows.js';
import { damagedSpool } from './spool-failure.js';
import { openSpoolDatabase } from './open-spool-database.js';
import { pageBytes, probeBytes } from './spool-limits.js';

export const spoolFileName = 'spool.db';

export interface StoredRow {
  readonly row: number;
  readonly frame: Uint8Array;
}

/** A request that is open: its number in this spool and its opening event, an encoded EventMessage. */
export interface OpenRequestEntry {
  readonly request: number;
  readonly key: string;
  readonly message: Uint8Array;
}

export class SpoolFile {
  private readonly insertRow: StatementSync;
  private readonly deleteRows: StatementSync;
  private readonly selectRow: StatementSync;
  private readonly selectFrom: StatementSync;
  private readonly insertOpen: StatementSync;
  private readonly deleteOpen: StatementSync;
  private readonly selectOpen: StatementSync;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;

  private constructor(
    private readonly database: DatabaseSync,
    private readonly file: string,
  ) {
    const prepare = (sql: string): StatementSync => database.prepare(sql);
    this.insertRow = prepare('INSERT INTO batch (row, frame) VALUES (?, ?)');
    this.deleteRows = prepare('DELETE FROM batch WHERE row <= ?');
    this.selectRow = prepare('SELECT frame FROM batch WHERE row = ?');
    this.selectFrom = prepare('SELECT row, frame FROM batch WHERE row >= ? ORDER BY row');
    this.insertOpen = prepare('INSERT OR REPLACE INTO open_request (request, key, message) VALUES (?, ?, ?)');
    this.deleteOpen = prepare('DELETE FROM open_request WHERE request = ?');
    this.selectOpen = prepare('SELECT request, key, message FROM open_request ORDER BY request');
    this.begin = prepare('BEGIN IMMEDIATE');
    this.commit = prepare('COMMIT');
  }

  /**
   * Opens the spool in `folder` and locks it for as long as it is open; the lock dies with the process.
   * @throws SpoolOpenError SPOOL_LOCKED while another process has it, SPOOL_DAMAGED, SPOOL_UNUSABLE.
   */
  static open(folder: string, spoolBytesMax: number): SpoolFile {
    const file = path.join(folder, spoolFileName);
    return new SpoolFile(openSpoolDatabase(file, spoolBytesMax), file);
  }

  /** Runs `work` in one durable transaction: all of it or nothing. Nothing that `work` does may be seen before. */
  transaction(work: () => void): void {
    this.begin.run();
    try {
      work();
      this.commit.run();
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  insert(row: number, frame: Uint8Array): void {
    this.insertRow.run(row, frame);
  }

  deleteUpTo(row: number): void {
    this.deleteRows.run(row);
  }

  /** Moves the opening event of an open request from its row to the table of open requests. */
  keepOpen(request: number, row: number): void {
    const entry = this.openingIn(row, request);
    if (entry) this.insertOpen.run(request, entry.key, entry.message);
  }

  dropOpen(request: number): void {
    this.deleteOpen.run(request);
  }

  /** Rows from `row` on, in order. */
  *rowsFrom(row: number): Generator<StoredRow> {
    for (const found of this.selectFrom.iterate(row)) {
      const { row: number, frame } = found;
      if (typeof number !== 'number' || !(frame instanceof Uint8Array)) throw damagedSpool();
      yield { row: number, frame };
    }
  }

  /** Reads the whole file once: its rows and what is open in it. */
  survey(): { readonly first: number; readonly last: number; readonly open: OpenRows } {
    const open = new OpenRows();
    for (const { request } of this.selectOpen.iterate()) {
      if (typeof request !== 'number') throw damagedSpool();
      open.inTable(request);
    }
    let first = 0;
    let last = 0;
    for (const { row, frame } of this.rowsFrom(0)) {
      if (first === 0) first = row;
      last = row;
      visitEffects(frame, (effect, request) => {
        if (effect === 'opens') open.opened(request, row);
        else open.closed(request);
      });
    }
    return first === 0 ? { first: 1, last: 0, open } : { first, last, open };
  }

  /** The opening events of all that is open. */
  openEntries(open: OpenRows): readonly OpenRequestEntry[] {
    const entries: OpenRequestEntry[] = [];
    for (const { request, key, message } of this.selectOpen.iterate()) {
      if (typeof request !== 'number' || typeof key !== 'string' || !(message instanceof Uint8Array))
        throw damagedSpool();
      entries.push({ request, key, message });
    }
    for (const { request, row } of open.all()) {
      const entry = row === undefined ? undefined : this.openingIn(row, request);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  /** Bytes on disk that hold something: used pages and the write-ahead log. */
  usedBytes(): number {
    const pages = this.pragma('page_count') - this.pragma('freelist_count');
    return pages * pageBytes + (existsSync(`${this.file}-wal`) ? statSync(`${this.file}-wal`).size : 0);
  }

  /** Bytes that can still be written: free blocks of the disk and free pages of the file. */
  roomBytes(): number {
    const disk = statfsSync(path.dirname(this.file));
    return disk.bavail * disk.bsize + this.pragma('freelist_count') * pageBytes;
  }

  /** Size of the file with its free pages. */
  fileBytes(): number {
    return this.pragma('page_count') * pageBytes;
  }

  /** Gives free pages back to the disk; takes as long as what is left needs to be written anew. */
  shrink(): void {
    this.database.exec('VACUUM');
    this.checkpoint();
  }

  /** Empties the write-ahead log, so that a full disk has its room again. */
  checkpoint(): void {
    this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Writes and removes more than the largest event, durably. @throws when there is no room or the disk fails. */
  probe(): void {
    this.transaction(() => this.database.exec(`INSERT INTO probe VALUES (zeroblob(${probeBytes}))`));
    this.transaction(() => this.database.exec('DELETE FROM probe'));
  }

  /**
   * Moves the folder and closes the file. The write-ahead log goes first, while we hold the lock: SQLite knows it by its
   * path, and closing later would remove the one of a new spool at the old place.
   */
  moveTo(folder: string): void {
    try {
      this.database.exec('PRAGMA journal_mode = DELETE');
      renameSync(path.dirname(this.file), folder);
    } finally {
      this.close();
    }
  }

  close(): void {
    this.database.close();
  }

  private pragma(name: 'page_count' | 'freelist_count'): number {
    const value = this.database.prepare(`PRAGMA ${name}`).get()?.[name];
    return typeof value === 'number' ? value : 0;
  }

  private openingIn(row: number, request: number): OpenRequestEntry | undefined {
    const frame = this.selectRow.get(row)?.['frame'];
    if (!(frame instanceof Uint8Array)) throw damagedSpool();
    const entry = readFrame(frame).find((one) => one.effect === 'opens' && one.request === request);
    return entry && { request, key: entry.key, message: entry.value };
  }
}
