import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { opened } from '../fixtures/asked.js';
import { carried, carry } from './acts.js';
import { readCommand } from './command.js';
import { approvalId } from './fixtures/questions.js';
import { routeOf } from './routing.js';

describe('commands', () => {
  it.each([
    ['', { kind: 'help' }],
    ['pending', { kind: 'pending' }],
    ['  WhoAmI ', { kind: 'whoami' }],
    ['link', { kind: 'link' }],
    [`show \`${approvalId}\``, { kind: 'show', id: approvalId }],
    [`revoke ${approvalId.toUpperCase()}`, { kind: 'revoke', id: approvalId }],
    ['lock s1 runs wild', { kind: 'lock', session: 's1', reason: 'runs wild' }],
    ['lock', { kind: 'wrong' }],
    ['show', { kind: 'wrong' }],
    ['show nothing', { kind: 'wrong' }],
    [`show ${approvalId} more`, { kind: 'wrong' }],
    ['pending all', { kind: 'wrong' }],
    ['drop tables', { kind: 'help' }],
    ['x'.repeat(501), { kind: 'wrong' }],
  ] as const)('%s', (text, read) => {
    expect(readCommand(text)).toMatchObject(read);
  });

  it('any text is read as something', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readCommand(text).kind).toBeTypeOf('string');
      }),
    );
  });

  it('what a button carries comes back, and nothing else does', () => {
    for (const one of [{ approvalId }, { approvalId, page: 12 }, { approvalId, pressed: 'grant' as const }])
      expect(carried(carry(one))).toEqual(one);
    expect(carried('drop tables')).toBeUndefined();
    expect(carried(`${approvalId} 1e9 maybe`)).toEqual({ approvalId });
  });
});

describe('a question', () => {
  const configured = { channel: '#approvals', byConnection: new Map([['warehouse', '#data']]) };
  const route = (channel: string, connection = 'warehouse') =>
    routeOf({ ...opened({ channel }).asked, connection }, configured);

  it('goes where its rule says, else where its connection belongs, else where all go', () => {
    expect(route('#secure')).toEqual({ kind: 'channel', channel: '#secure' });
    expect(route('')).toEqual({ kind: 'channel', channel: '#data' });
    expect(route('', 'mail')).toEqual({ kind: 'channel', channel: '#approvals' });
    expect(route('direct')).toEqual({ kind: 'people', groups: ['approvers'] });
    expect(routeOf(opened().asked, { channel: '', byConnection: new Map() })).toEqual({ kind: 'none' });
  });
});
