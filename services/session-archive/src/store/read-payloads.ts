/** Reads payloads by their digests. */
import type { PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { FindPayload } from '@sallyport/recording/tell-bodies';
import type { DataSource } from 'typeorm';
import { byteaArray } from './binary-array.js';

/** Fetches what `refs` name; what is not kept (any more) is simply not found. */
export async function readPayloads(database: DataSource, refs: readonly PayloadRef[]): Promise<FindPayload> {
  const digests = new Map(refs.map((ref) => [ref.sha256.toString('hex'), ref.sha256]));
  if (digests.size === 0) return () => undefined;
  const rows = await database.query<{ sha256: Buffer; content: Buffer }[]>(
    'SELECT sha256, content FROM payloads WHERE sha256 = ANY($1::bytea[])',
    [byteaArray([...digests.values()])],
  );
  const contents = new Map(rows.map((row) => [row.sha256.toString('hex'), row.content]));
  return (ref) => contents.get(ref.sha256.toString('hex'));
}
