import { describe, expect, it } from 'vitest';
import { colours } from './colours.js';
import { eventLine } from './event-table.js';
import { sessionTable } from './session-table.js';
import { SessionSums } from './session-sums.js';
import { TimelineTeller } from './timeline.js';
import { eventView, sessionView } from './views.js';

const plain = colours(false);
const expiresMs = Date.UTC(2026, 0, 31, 8, 5, 0);
const teller = new TimelineTeller({ colours: plain, full: false });
const tell = (event: object): readonly string[] =>
  teller.lines(
    eventView.parse({ id: '1', time: '2026-01-31T08:00:00Z', identity: { subject: 'april' }, ...event }),
  );
/** What is said of it, without its offset and type. */
const words = (type: string, event: object = {}): string | undefined =>
  tell({ type, ...event })[0]
    ?.replace(`    +0.000 s  ${type}`, '')
    .trim();

const held = { verdict: { decision: 'hold', rule: 'ask' }, requestId: 'r1' };
const approvalId = 'a1';

describe('what waits for people', () => {
  it('says for whom, until when and under which id', () => {
    const approval = { needs: [['2 of ops', '1 of security'], ['1 of admins']], expiresMs };
    expect(words('request.held', { ...held, approval })).toBe(
      'hold by rule ask, waits for 2 of ops, then 1 of security or 1 of admins, until 2026-01-31 08:05:00 UTC, approval r1',
    );
    expect(words('approval.requested', { approvalId, approval: { needs: [['1 of ops']], expiresMs } })).toBe(
      'asks 1 of ops, until 2026-01-31 08:05:00 UTC, approval a1',
    );
  });

  it('names a tool call with its arguments', () => {
    const call = { heldCall: 'delete_note', heldArguments: { recorded: 'text', text: '{"id":\n 7}' } };
    expect(words('request.held', { ...held, ...call })).toBe(
      'hold by rule ask, delete_note({"id": 7}) waits for people, approval r1',
    );
    expect(words('request.released', { approvalId, isCall: true })).toBe(
      'released by approval a1, the agent gets the tool call',
    );
  });

  it('may lose its client, and be joined by an equal request', () => {
    expect(words('request.unattended')).toBe('its client waits no more; the approval can still be given');
    expect(words('approval.unattended', { approvalId })).toBe('nobody waits for the answer now, approval a1');
    expect(words('approval.joined', { approvalId, requestId: 'r2' })).toBe(
      'request r2 waits for the same answer, approval a1',
    );
  });
});

describe('what people answer', () => {
  const vote = { type: 'approval.voted', approvalId, approval: { choice: 'approve', channel: 'rest' } };

  it('names the voter, the choice and the channel, with their reason', () => {
    expect(tell({ ...vote, said: { recorded: 'text', text: 'known\u001b[2J customer' } })).toEqual([
      '    +0.000 s  approval.voted  april approved by rest, approval a1',
      '              because: known\\u{1b}[2J customer',
    ]);
    expect(tell({ ...vote, said: { recorded: 'missing' } })[1]).toContain('not there any more');
    const grant = { durationMs: 1_800_000, uses: 5 };
    expect(words(vote.type, { ...vote, approval: { ...vote.approval, channel: 'slack', grant } })).toBe(
      'april approved by slack, requests like it for 30 min, 5 at most, approval a1',
    );
  });

  it('says when a vote did not count', () => {
    const approval = { choice: 'deny', channel: 'rest', refused: 'OWN_REQUEST' };
    expect(words(vote.type, { approvalId, approval })).toBe(
      'the vote of april by rest (deny) did not count: OWN_REQUEST, approval a1',
    );
  });

  it.each([
    [
      'approval.decided',
      { outcome: 'approved', deciders: ['april', 'may'], grantId: 'g1' },
      'approved by april, may, with grant g1, approval a1',
    ],
    ['approval.decided', { outcome: 'denied', deciders: ['april'] }, 'denied by april, approval a1'],
    ['approval.expired', { outcome: 'expired', was: 'pending' }, 'not answered in time, approval a1'],
    [
      'approval.expired',
      { outcome: 'expired', was: 'approved' },
      'agreed to, but not used in time, approval a1',
    ],
    [
      'approval.cancelled',
      { outcome: 'cancelled', lockId: 'l1' },
      'taken back before an answer by lock l1, approval a1',
    ],
    ['approval.revoked', { outcome: 'revoked' }, 'taken back after people had agreed by april, approval a1'],
  ])('and what came of it: %s %j', (type, approval, said) => {
    expect(words(type, { approvalId, approval })).toBe(said);
  });

  it('and what it is spent on', () => {
    const approval = { outcome: 'consumed', replica: 'gateway-1' };
    expect(words('approval.consumed', { approvalId, approval, requestId: 'r1' })).toBe(
      'approval a1 is spent on request r1, by gateway-1',
    );
    const ofGrant = { ...approval, grantId: 'g1' };
    expect(words('approval.consumed', { approval: ofGrant, requestId: 'r1' })).toBe(
      'grant g1 is spent on request r1, by gateway-1',
    );
    expect(words('request.released', { approval: { grantId: 'g1' } })).toBe('released by grant g1');
    const unknown = { outcome: 'unknown', incomplete: true, status: 0 };
    expect(words('request.completed', { ...unknown, released: true })).toBe(
      'released, outcome unknown, incomplete',
    );
  });
});

describe('grants and locks', () => {
  const lock = { id: 'l1', on: 'session', value: 'ses_1', terminateLive: true };
  it.each([
    [
      'grant.made',
      { grantId: 'g1', shape: 'POST /tickets', uses: 5, expiresMs },
      'permits 5 requests like: POST /tickets, until 2026-01-31 08:05:00 UTC, grant g1',
    ],
    ['grant.ended', { grantId: 'g1', outcome: 'spent', uses: 5 }, 'spent, after 5 requests, grant g1'],
    [
      'grant.ended',
      { grantId: 'g1', outcome: 'revoked', uses: 0 },
      'revoked by april, after 0 requests, grant g1',
    ],
    ['lock.placed', { lock }, 'locks session ses_1 by april, until it is lifted, ends what is live, lock l1'],
    [
      'lock.placed',
      { lock: { ...lock, terminateLive: false, expiresMs }, findingId: 'f1' },
      'locks session ses_1 by finding f1, until 2026-01-31 08:05:00 UTC, refuses new requests alone, lock l1',
    ],
    ['lock.lifted', { lockId: 'l1', outcome: 'lifted' }, 'lifted by april, lock l1'],
    ['lock.lifted', { lockId: 'l1', outcome: 'expired' }, 'its time is over, lock l1'],
    [
      'lock.applied',
      { lockId: 'l1', replica: 'gateway-1', applied: { streams: 2, held: 1, afterMs: 12 } },
      'gateway-1 ended 2 streams and refused 1 held requests, after 12 ms, lock l1',
    ],
  ])('are told: %s %j', (type, approval, said) => {
    expect(words(type, { approval })).toBe(said);
    expect(
      eventLine(
        eventView.parse({ id: '1', type, time: 't', approval, identity: { subject: 'april' } }),
        plain,
      ),
    ).toContain(said);
  });
});

describe('sums', () => {
  it('of a session say what became of what was held', () => {
    const session = sessionView.parse({
      ...{ id: 's', allowed: 2, held: 3, released: 1, heldRefused: 1, refused: 2 },
      people: { approved: 1, denied: 1 },
    });
    const [head = '', row = ''] = sessionTable([session], plain).split('\n');
    expect(head).toMatch(/REQUESTS +PEOPLE$/);
    expect(row).toMatch(/2 allowed, 3 held \(1 released, 1 refused\), 1 refused +1 approved, 1 denied$/);
  });

  it('of a replay do too', () => {
    const sums = new SessionSums();
    const asked = { id: '1', time: 't', type: 'request.received', ...held };
    for (const event of [
      ...[asked, asked, asked],
      { ...asked, type: 'request.released' },
      { ...asked, type: 'request.released', isCall: true },
      { ...asked, type: 'request.refused', code: 'APPROVAL_DENIED' },
    ])
      sums.add(eventView.parse(event));
    expect(sums.text(plain)).toBe('In all: 3 requests, 3 held (1 released, 1 refused)');
  });
});
