/** One spool on disk: a SQLite file that its owner alone may use, one row for each group commit. */
import { existsSync, mkdirSync, renameSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { readFrame, visitEffects } from '../core/recording/batch-frame.js';
import { OpenRows } from '../core/recording/open-rows.js';
import { isDamaged, isLocked, SpoolOpenError, failureText } from './spool-failure.js';
import { pageBytes, probeBytes, walBytesMax } from './spool-limits.js';

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

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (row INTEGER PRIMARY KEY, frame BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS open_request (request INTEGER PRIMARY KEY, key TEXT NOT NULL, message BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS probe (content BLOB NOT NULL) STRICT;
`;
/** "Slly" and the version of the schema: a file of another program or version is refused. */
const APPLICATION_ID = 0x536c6c79;
const SCHEMA_VERSION = 1;

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
    let database: DatabaseSync | undefined;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      database = new DatabaseSync(file, { timeout: 0 });
      // An exclusive lock before the journal mode also keeps the index of the write-ahead log out of shared memory.
      database.exec(
        `PRAGMA page_size = ${pageBytes}; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL`,
      );
      database.exec(`PRAGMA synchronous = FULL; PRAGMA cache_size = -4096`);
      database.exec(`PRAGMA wal_autocheckpoint = ${Math.floor(walBytesMax(spoolBytesMax) / pageBytes)}`);
      database.exec(`PRAGMA journal_size_limit = ${2 * walBytesMax(spoolBytesMax)}`);
      database.exec('BEGIN EXCLUSIVE; COMMIT');
      if (!holdsPath(file))
        throw new SpoolOpenError('SPOOL_LOCKED', 'the spool was taken over while it was opened');
      prepareSchema(database);
      return new SpoolFile(database, file);
    } catch (cause) {
      if (database?.isOpen) database.close();
      if (cause instanceof SpoolOpenError) throw cause;
      throw openError(cause, folder);
    }
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
      if (typeof number !== 'number' || !(frame instanceof Uint8Array)) throw damaged();
      yield { row: number, frame };
    }
  }

  /** Reads the whole file once: its rows and what is open in it. */
  survey(): { readonly first: number; readonly last: number; readonly open: OpenRows } {
    const open = new OpenRows();
    for (const { request } of this.selectOpen.iterate()) {
      if (typeof request !== 'number') throw damaged();
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
        throw damaged();
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
    if (!(frame instanceof Uint8Array)) throw damaged();
    const entry = readFrame(frame).find((one) => one.effect === 'opens' && one.request === request);
    return entry && { request, key: entry.key, message: entry.value };
  }
}

function prepareSchema(database: DatabaseSync): void {
  const application = database.prepare('PRAGMA application_id').get()?.['application_id'];
  const version = database.prepare('PRAGMA user_version').get()?.['user_version'];
  const fresh = application === 0 && version === 0;
  if (!fresh && (application !== APPLICATION_ID || version !== SCHEMA_VERSION)) {
    throw new SpoolOpenError(
      'SPOOL_UNUSABLE',
      'the spool was written by another program or version; run that version until it is empty',
    );
  }
  database.exec(`BEGIN IMMEDIATE; ${SCHEMA} DELETE FROM probe; COMMIT`);
  if (fresh)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
}

/**
 * Whether the file we locked is the one at its path: between opening and locking, another replica may have adopted and
 * removed it. A second connection to the same file finds it locked; to another file it does not.
 */
function holdsPath(file: string): boolean {
  let second: DatabaseSync | undefined;
  try {
    second = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    second.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isLocked(error);
  } finally {
    if (second?.isOpen) second.close();
  }
}

function openError(cause: unknown, folder: string): SpoolOpenError {
  if (isLocked(cause))
    return new SpoolOpenError('SPOOL_LOCKED', 'another process holds the spool of this replica', { cause });
  if (isDamaged(cause)) return damaged(cause);
  return new SpoolOpenError(
    'SPOOL_UNUSABLE',
    `the spool folder ${folder} cannot be used: ${failureText(cause)}`,
    { cause },
  );
}

function damaged(cause?: unknown): SpoolOpenError {
  return new SpoolOpenError(
    'SPOOL_DAMAGED',
    'the spool is damaged and may hold events that exist nowhere else: keep the whole folder as evidence, recover what can be read with the sqlite3 ".recover" command, then start with another SALLYPORT_SPOOL_DIR',
    { cause },
  );
}
