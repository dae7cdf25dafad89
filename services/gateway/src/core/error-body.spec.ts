import { describe, expect, it } from 'vitest';
import { errorBody } from './error-body.js';
import { errorTable, type RefusalCode } from './error-table.js';

const rows = Object.entries(errorTable) as [RefusalCode, (typeof errorTable)[RefusalCode]][];

describe.each(rows)('%s', (code, row) => {
  it('says what happened and what to do, in the shape that SDKs read', () => {
    const body = JSON.parse(errorBody(code, 'id')) as { type: string; error: Record<string, unknown> };
    expect(body).toMatchObject({
      type: 'error',
      error: { code, type: row.type, param: null, request_id: 'id' },
    });
    expect(body.error['message']).toBe(`${row.message} ${row.remedy}`);
    for (const sentence of [row.message, row.remedy]) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it('has a status that says whether to try again', () => {
    expect([400, 401, 403, 404, 405, 408, 413, 414, 417, 429, 431, 500, 502, 503, 504]).toContain(row.status);
    expect('retryAfterS' in row).toBe(row.status === 429 || row.status === 503);
    if (row.status === 403) expect('final' in row && row.final).toBe(true);
  });
});

it('says once what to do', () => {
  const sent = 'Send a token in `Authorization: Bearer`, `x-api-key` or `api-key`.';
  const body = JSON.parse(errorBody('TOKEN_MISSING', 'id', { message: sent })) as {
    error: { message: string };
  };
  expect(body.error.message.match(/Send /g)).toHaveLength(1);
  expect(body.error.message).toMatch(/^The request carries no token\. /);
});
