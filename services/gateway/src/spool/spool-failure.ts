/** What a failure of the file means for those who want to record. */
import type { RecordErrorCode } from '../core/ports/recorder.js';

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that matter here. */
const SQLITE = {
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
} as const;
/** IOERR_WRITE: the system refused a write; on a full disk SQLite says FULL, under a size limit it says this. */
const SQLITE_IOERR_WRITE = 778;

/** The extended result code of an error from node:sqlite; undefined for any other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** Whether another process holds the file. */
export function isLocked(error: unknown): boolean {
  const code = (sqliteCode(error) ?? 0) & 0xff;
  return code === SQLITE.BUSY || code === SQLITE.LOCKED;
}

/** Whether what is in the file cannot be read as a spool. */
export function isDamaged(error: unknown): boolean {
  const code = (sqliteCode(error) ?? 0) & 0xff;
  return code === SQLITE.CORRUPT || code === SQLITE.NOTADB;
}

/** A full disk is waited for; everything else is broken, and tried again too. */
export function recordErrorCode(error: unknown): RecordErrorCode {
  const code = sqliteCode(error) ?? 0;
  return (code & 0xff) === SQLITE.FULL || code === SQLITE_IOERR_WRITE ? 'SPOOL_FULL' : 'SPOOL_BROKEN';
}

/** A short reason without paths or content. */
export function failureText(error: unknown): string {
  const code = sqliteCode(error);
  if (code === undefined) return error instanceof Error ? error.name : 'unknown failure';
  return `SQLite error ${code}`;
}

/** The spool cannot be opened. The message says what to do. */
export class SpoolOpenError extends Error {
  override readonly name = 'SpoolOpenError';
  constructor(
    readonly code: 'SPOOL_LOCKED' | 'SPOOL_DAMAGED' | 'SPOOL_UNUSABLE',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The file cannot be read as a spool. */
export function damagedSpool(cause?: unknown): SpoolOpenError {
  return new SpoolOpenError(
    'SPOOL_DAMAGED',
    'the spool is damaged and may hold events that exist nowhere else: keep the whole folder as evidence, recover what can be read with the sqlite3 ".recover" command, then start with another SALLYPORT_SPOOL_DIR',
    { cause },
  );
}
