import { afterAll, beforeAll, expect, it } from 'vitest';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { search, SearchTooBroadError } from './searching.js';

let archive: ArchiveDatabase;
beforeAll(async () => {
  archive = await archiveDatabase();
}, 60_000);
afterAll(() => archive[Symbol.asyncDispose](), 60_000);

it('ends a search that takes too long, and only the search', async () => {
  await expect(search(archive.runtime, 'SELECT pg_sleep(15)', [], 100)).rejects.toThrow(SearchTooBroadError);
  expect(await search(archive.runtime, 'SELECT $1::int AS one', [1])).toEqual([{ one: 1 }]);
  await expect(search(archive.runtime, 'SELECT nonsense', [])).rejects.toMatchObject({ code: '42703' });
});
