import { describe, expect, it } from 'vitest';
import { SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { CallerDetails } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { SessionEndReason } from '@sallyport/contracts/generated/sallyport/events/v1/session';
import type { Caller } from '@sallyport/identity/caller';
import { FakeRecorder } from './ports/recorder.fake.js';
import { SessionDesk, type Joined, type JoiningRequest } from './session-desk.js';

const caller: Caller = {
  issuer: 'https://issuer.example',
  subject: 'seven',
  agent: '',
  groups: Array.from({ length: 40 }, (_, at) => `group-${at}`),
  act: [{ subject: 'agent', issuer: '' }],
  tokenId: 't',
  attributes: {},
  email: 'seven@example.com',
  name: 'Seven',
  expiresAtS: 1,
};
const policy: JoiningRequest['policy'] = {
  version: 'v1',
  session: { windowMs: 1_000, idleMs: 500, header: true },
  recordedWords: (text) => text,
};
const source = { address: '192.0.2.7', network: '192.0.2.0/24', forwarded: false };
const request = (more: Partial<JoiningRequest> = {}): JoiningRequest => ({
  ...{ caller, policy, source, claimedSession: undefined, connection: 'up', traceparent: '', tracestate: '' },
  nowMs: 0,
  ...more,
});

const joined = (sessions: SessionDesk, asked: JoiningRequest): Joined =>
  sessions.join(sessions.prospect(asked));

function desk(liveSessionsMax = 10, secret = 'of this start') {
  const recorder = new FakeRecorder();
  const limits = {
    ...{ liveSessionsMax, liveSessionsPerOwnerMax: 4, callerDigestsPerSessionMax: 2 },
    ...{ recordedGroupsBytesMax: 64, recordedSessionNameCharactersMax: 8 },
  };
  let lost = 0;
  return {
    recorder,
    desk: new SessionDesk(recorder, limits, () => lost++, Buffer.from(secret)),
    lost: () => lost,
  };
}

describe('the session desk', () => {
  it('opens a session once, and sends the details of its caller with its first event only', () => {
    const { recorder, desk: sessions } = desk();
    const first = joined(sessions, request());
    const second = joined(sessions, request());
    expect(first.started).toBeDefined();
    expect(second.started).toBeUndefined();
    expect(second.session).toBe(first.session);
    expect(second.payloads).toEqual([]);
    expect(recorder.events).toHaveLength(1);
    const [content] = recorder.events[0]?.payloads ?? [];
    expect(CallerDetails.decode(content?.content ?? Buffer.alloc(0))).toMatchObject({
      ...{ email: 'seven@example.com', name: 'Seven', address: '192.0.2.7' },
    });
    expect(second.envelope.identity?.caller?.sha256).toEqual(content?.sha256);
    expect(JSON.stringify(second.envelope)).not.toContain('@');
  });

  it('salts the details, so that their digest differs between starts and cannot be guessed', () => {
    const digestWith = (secret: string): string => {
      const { recorder, desk: sessions } = desk(10, secret);
      joined(sessions, request());
      return recorder.events[0]?.payloads[0]?.sha256.toString('hex') ?? '';
    };
    expect(digestWith('one')).toBe(digestWith('one'));
    expect(digestWith('one')).not.toBe(digestWith('two'));
  });

  it('sends the details again for another address, and when their event was not recorded', () => {
    const { desk: sessions } = desk();
    joined(sessions, request());
    const moved = joined(sessions, request({ source: { ...source, address: '192.0.2.8' } }));
    expect(moved.payloads).toHaveLength(1);
    sessions.detailsLost(moved);
    expect(joined(sessions, request({ source: { ...source, address: '192.0.2.8' } })).payloads).toHaveLength(
      1,
    );
  });

  it('finds sessions by name or by window', () => {
    const { desk: sessions } = desk();
    const window = joined(sessions, request()).envelope;
    const next = joined(sessions, request({ nowMs: 1_000 })).envelope;
    const named = joined(sessions, request({ claimedSession: 'run' })).envelope;
    expect(new Set([window.session, next.session, named.session]).size).toBe(3);
    expect([window.sessionBasis, named.sessionBasis]).toEqual([SessionBasis.WINDOW, SessionBasis.HEADER]);
    const deaf = { ...policy, session: { ...policy.session, header: false } };
    expect(joined(sessions, request({ claimedSession: 'run', policy: deaf })).envelope.session).toBe(
      window.session,
    );
  });

  it('says how many groups a record leaves out', () => {
    const groups = joined(desk().desk, request()).envelope.identity?.groups ?? [];
    expect(groups.at(-1)).toBe(`(${40 - groups.length + 1} more)`);
  });

  it('ends sessions that nobody uses, not those with requests in flight', () => {
    const { recorder, desk: sessions } = desk();
    const { session } = joined(sessions, request());
    sessions.endIdle(10_000, 500);
    expect(recorder.of('sessionEnded')).toEqual([]);
    sessions.leave(session, 100);
    sessions.endIdle(599, 500);
    expect(recorder.of('sessionEnded')).toEqual([]);
    sessions.endIdle(600, 500);
    expect(recorder.of('sessionEnded')).toEqual([{ reason: SessionEndReason.IDLE, requests: 1 }]);
  });

  it('is bounded: the longest unused session goes', () => {
    const { recorder, desk: sessions } = desk(2);
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      const { session } = joined(sessions, request({ claimedSession: name }));
      sessions.leave(session, 0);
    }
    expect(sessions.live.size).toBe(2);
    expect(recorder.of('sessionEnded')).toHaveLength(1);
    expect(recorder.of('sessionStarted').map(({ claimedSession }) => claimedSession)).toEqual(names);
  });

  it('opens nothing for a request that has not passed yet', () => {
    const { recorder, desk: sessions } = desk();
    const { envelope } = sessions.prospect(request({ claimedSession: 'a' }));
    expect([sessions.live.size, recorder.events]).toEqual([0, []]);
    expect(joined(sessions, request({ claimedSession: 'a' })).session.id).toBe(envelope.session);
  });

  it('ends the own sessions of who opens many, never those of others', () => {
    const { recorder, desk: sessions } = desk(6);
    const open = (subject: string, name: string) => {
      const { session } = joined(sessions, request({ caller: { ...caller, subject }, claimedSession: name }));
      sessions.leave(session, 0);
    };
    const left = () => [...sessions.live.list()].map(({ envelope }) => envelope.identity?.subject).sort();
    for (const name of ['a', 'b']) open('quiet', name);
    for (let at = 0; at < 50; at++) open('loud', `${at}`);
    expect(left()).toEqual(['loud', 'loud', 'loud', 'loud', 'quiet', 'quiet']);
    open('third', 'a');
    open('third', 'b');
    open('third', 'c');
    expect(sessions.live.size).toBe(6);
    expect(left().filter((subject) => subject === 'third')).toHaveLength(1);
    expect(recorder.of('sessionStarted')).toHaveLength(recorder.of('sessionEnded').length + 6);
  });

  it('forgets a session whose beginning could not be recorded', async () => {
    const { recorder, desk: sessions } = desk();
    recorder.broken = 'SPOOL_FULL';
    const { started } = joined(sessions, request());
    await expect(started).rejects.toThrow();
    expect(sessions.live.size).toBe(0);
    recorder.broken = undefined;
    expect(joined(sessions, request()).started).toBeDefined();
  });
});
