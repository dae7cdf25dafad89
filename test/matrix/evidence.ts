/** Everything that a running system wrote down, piece by piece, for a search: tables, spool files, metrics, output. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import zlib from 'node:zlib';
import pg from 'pg';
import type { ServiceProcess } from '../harness/service-process.js';

export interface Piece {
  /** Where it was found, for a person. */
  readonly where: string;
  readonly bytes: Uint8Array;
}

const piece = (where: string, text: string): Piece => ({ where, bytes: Buffer.from(text) });

/** What a value of a row or a cell may be, as bytes. */
function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify([value], bigintsAsText));
}
const bigintsAsText = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

const magics: readonly (readonly [magic: Buffer, undo: (bytes: Buffer) => Buffer])[] = [
  [
    Buffer.from([0x1f, 0x8b, 0x08]),
    (bytes) => zlib.gunzipSync(bytes, { finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  ],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), (bytes) => zlib.zstdDecompressSync(bytes)],
];

/** The bytes, and behind them what is packed inside. */
export function unpacked(bytes: Uint8Array): Uint8Array {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: Uint8Array[] = [bytes];
  for (const [magic, undo] of magics) {
    for (let at = packed.indexOf(magic); at >= 0; at = packed.indexOf(magic, at + 1)) {
      try {
        found.push(undo(packed.subarray(at)));
      } catch (error) {
        // Bytes that begin like something packed and are not.
        if (!(error instanceof Error)) throw error;
      }
    }
  }
  return found.length === 1 ? bytes : Buffer.concat(found);
}

/** One piece for each column of each table, system tables aside; columns of bytes row by row. */
export async function* tablesOf(databaseUrl: string): AsyncGenerator<Piece> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    for (const { name } of tables) {
      const { rows, fields } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      for (const { name: column } of fields) {
        const where = `table ${name}, column ${column}`;
        const values = rows.map((row) => unpacked(bytesOf(row[column])));
        if (rows[0]?.[column] instanceof Uint8Array) for (const bytes of values) yield { where, bytes };
        else yield { where, bytes: Buffer.concat(values) };
      }
    }
  } finally {
    await client.end();
  }
}

/** Every file below a folder, as its bytes lie on the disk. */
export function* filesBelow(folder: string): Generator<Piece> {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    if (statSync(file).isFile()) yield { where: `file ${name}`, bytes: unpacked(readFileSync(file)) };
  }
}

/** The rows of every spool below a folder whose owner is dead: from copies, so that they stay as they were left. */
export function* spoolsBelow(folder: string): Generator<Piece> {
  const copy = mkdtempSync(path.join(tmpdir(), 'sallyport-spools-'));
  try {
    cpSync(folder, copy, { recursive: true });
    const names = readdirSync(copy, { recursive: true, encoding: 'utf8' });
    for (const name of names.filter((one) => one.endsWith('.db'))) {
      const database = new DatabaseSync(path.join(copy, name));
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
      for (const { name: table } of tables) {
        const rows = database.prepare(`SELECT * FROM "${String(table)}"`).all();
        const values = rows.flatMap((row) => Object.values(row)).map((value) => unpacked(bytesOf(value)));
        yield { where: `spool ${name}, table ${String(table)}`, bytes: Buffer.concat(values) };
      }
      database.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** What a service tells on its admin address, and what it printed. */
export async function* toldBy(service: ServiceProcess): AsyncGenerator<Piece> {
  for (const target of ['/metrics', ...(service.service === 'gateway' ? ['/v1/sessions'] : [])]) {
    const answer = await fetch(`${service.addresses.admin}${target}`);
    yield piece(`${service.replica} ${target}`, await answer.text());
  }
  yield piece(`output of ${service.replica}`, service.output);
}
