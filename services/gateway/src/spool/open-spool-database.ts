/** Opens and locks the database of a spool: one owner, durable commits, a bounded write-ahead log. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { damagedSpool, failureText, isDamaged, isLocked, SpoolOpenError } from './spool-failure.js';
import { pageBytes, walBytesMax } from './spool-limits.js';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS batch (row INTEGER PRIMARY KEY, frame BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS open_request (request INTEGER PRIMARY KEY, key TEXT NOT NULL, message BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS probe (content BLOB NOT NULL) STRICT;
`;
/** "Slly" and the version of the schema: a file of another program or version is refused. */
const APPLICATION_ID = 0x536c6c79;
const SCHEMA_VERSION = 1;

/** @throws SpoolOpenError */
export function openSpoolDatabase(file: string, spoolBytesMax: number): DatabaseSync {
  const folder = path.dirname(file);
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
    return database;
  } catch (cause) {
    if (database?.isOpen) database.close();
    if (cause instanceof SpoolOpenError) throw cause;
    throw openError(cause, folder);
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
  if (isDamaged(cause)) return damagedSpool(cause);
  return new SpoolOpenError(
    'SPOOL_UNUSABLE',
    `the spool folder ${folder} cannot be used: ${failureText(cause)}`,
    { cause },
  );
}
