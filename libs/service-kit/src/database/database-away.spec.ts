import { describe, expect, it } from 'vitest';
import { isDatabaseAway } from './database-away.js';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

describe('a database that is away', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P03', '08006', '53300'])('is known by %s', (code) => {
    expect(isDatabaseAway(coded(code))).toBe(true);
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('is known by the client’s own words: %s', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
  });

  it('is no wrong query, missing right, cancelled statement or defect', () => {
    for (const code of ['42601', '42501', '23505', '57014', '28P01', 'ENOENT']) {
      expect(isDatabaseAway(coded(code))).toBe(false);
    }
    expect(isDatabaseAway(new TypeError('x is not a function'))).toBe(false);
    expect(isDatabaseAway('ECONNREFUSED')).toBe(false);
  });
});
