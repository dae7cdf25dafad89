import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limit } from '../document/limits.js';
import { Accounts } from './accounts.js';
import type { LimitSubject } from './accounts.js';
import { Limiter } from './limiter.js';
import type { LimitRequest } from './limiter.js';
import { SlidingWindow } from './sliding-window.js';

const START_MS = Date.UTC(2026, 0, 5, 12);
const SUBJECT: LimitSubject = { issuer: 'i', identity: 'alice', agent: '', connection: 'openai', model: 'm' };
const limit = (more: Partial<Limit>): Limit => ({ name: 'l', by: ['identity'], windowS: 60, ...more });
const asking = (more: Partial<LimitRequest> = {}): LimitRequest => ({
  limits: ['l'],
  subject: SUBJECT,
  bodyBytes: 100,
  isStreaming: false,
  ...more,
});

describe('a sliding window', () => {
  it('never admits more than its limit in any window, and recovers', () => {
    const steps = fc.array(fc.tuple(fc.nat(4_000), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 5, max: 20 }), (arrivals, max) => {
        const window = new SlidingWindow(10_000);
        const admitted: { at: number; amount: number }[] = [];
        let now = START_MS;
        for (const [pause, amount] of arrivals) {
          now += pause;
          const wait = window.waitMs(amount, max, now);
          expect(wait).toBeLessThanOrEqual(10_000 * (1 + 1 / 32) + 1);
          now += wait;
          expect(window.waitMs(amount, max, now)).toBe(0);
          window.add(amount, now);
          admitted.push({ at: now, amount });
        }
        for (const { at } of admitted) {
          const within = admitted.filter((one) => one.at >= at && one.at < at + 10_000);
          expect(within.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('forgets after its length and a slice, and not when clocks run backwards', () => {
    const window = new SlidingWindow(32_000);
    window.add(3, START_MS);
    expect(window.used(START_MS - 60_000)).toBe(3);
    expect(window.used(START_MS + 31_999)).toBe(3);
    expect(window.used(START_MS + 33_000)).toBe(0);
    window.add(1, START_MS + 1e9);
    expect(window.used(START_MS + 1e9)).toBe(1);
    expect(window.waitMs(5, 4, START_MS + 1e9)).toBe(Infinity);
  });
});

describe('limits', () => {
  it('refuse with the time until there is room', () => {
    const limiter = new Limiter([limit({ requests: 2 })]);
    expect(limiter.admit(asking(), START_MS).kind).toBe('admitted');
    expect(limiter.admit(asking(), START_MS + 30_000).kind).toBe('admitted');
    const refused = limiter.admit(asking(), START_MS + 40_000);
    expect(refused).toMatchObject({ kind: 'refused', limit: 'l', measure: 'requests' });
    const retryAfterS = refused.kind === 'refused' ? refused.retryAfterS : 0;
    expect(retryAfterS).toBeGreaterThanOrEqual(20);
    expect(retryAfterS).toBeLessThanOrEqual(23);
    expect(limiter.admit(asking(), START_MS + 40_000 + retryAfterS * 1000).kind).toBe('admitted');
  });

  it.each<[string, Limit['by'], Partial<LimitSubject>, string]>([
    ['the same identity through another agent', ['identity'], { agent: 'x' }, 'refused'],
    ['another identity', ['identity'], { identity: 'bob' }, 'admitted'],
    ['the same name at another issuer', ['identity'], { issuer: 'j' }, 'admitted'],
    ['another agent', ['identity', 'agent'], { agent: 'x' }, 'admitted'],
    ['another model', ['model'], { model: 'n' }, 'admitted'],
    ['another identity on one connection', ['connection'], { identity: 'bob' }, 'refused'],
  ])('keep accounts: %s', (_name, by, other, expected) => {
    const limiter = new Limiter([limit({ by, requests: 1 })]);
    limiter.admit(asking(), START_MS);
    expect(limiter.admit(asking({ subject: { ...SUBJECT, ...other } }), START_MS).kind).toBe(expected);
  });

  it('count bytes, tokens and streams', () => {
    const bytes = new Limiter([limit({ bodyBytes: 250 })]);
    expect(['admitted', 'admitted', 'refused']).toEqual(
      [1, 2, 3].map(() => bytes.admit(asking(), START_MS).kind),
    );
    expect(bytes.admit(asking({ bodyBytes: 251 }), START_MS + 1e7)).toEqual({
      kind: 'never-fits',
      limit: 'l',
      bodyBytesMax: 250,
    });

    const tokens = new Limiter([limit({ tokensIn: 100, tokensOut: 10 })]);
    const first = tokens.admit(asking(), START_MS);
    expect(tokens.admit(asking(), START_MS).kind).toBe('admitted');
    if (first.kind === 'admitted') first.admission.charge({ in: 5, out: 12 }, START_MS);
    expect(tokens.admit(asking(), START_MS)).toMatchObject({ kind: 'refused', measure: 'tokensOut' });

    const streams = new Limiter([limit({ concurrentStreams: 1 })]);
    const open = streams.admit(asking({ isStreaming: true }), START_MS);
    expect(streams.admit(asking({ isStreaming: true }), START_MS)).toMatchObject({
      measure: 'concurrentStreams',
      retryAfterS: 1,
    });
    expect(streams.admit(asking(), START_MS).kind).toBe('admitted');
    if (open.kind === 'admitted') {
      open.admission.end();
      open.admission.end();
    }
    expect(streams.admit(asking({ isStreaming: true }), START_MS).kind).toBe('admitted');
    expect(streams.admit(asking({ isStreaming: true }), START_MS).kind).toBe('refused');
  });

  it('count all or nothing', () => {
    const limiter = new Limiter([limit({ name: 'a', requests: 5 }), limit({ name: 'b', requests: 1 })]);
    const both = asking({ limits: ['a', 'b', 'unknown'] });
    expect(limiter.admit(both, START_MS).kind).toBe('admitted');
    for (let i = 0; i < 10; i++) expect(limiter.admit(both, START_MS)).toMatchObject({ limit: 'b' });
    for (let i = 0; i < 4; i++)
      expect(limiter.admit(asking({ limits: ['a'] }), START_MS).kind).toBe('admitted');
    expect(limiter.admit(asking({ limits: ['a'] }), START_MS).kind).toBe('refused');
  });

  it('stay within their memory: newcomers are refused until accounts run dry', () => {
    const accounts = new Accounts(100);
    const limiter = new Limiter([limit({ requests: 10 })], accounts);
    const come = (identity: string, at: number) =>
      limiter.admit(asking({ subject: { ...SUBJECT, identity } }), at);
    for (let i = 0; i < 100; i++) expect(come(`p${i}`, START_MS).kind).toBe('admitted');
    expect(come('new', START_MS)).toMatchObject({ kind: 'refused', measure: 'accounts' });
    expect(come('p5', START_MS).kind).toBe('admitted');
    expect(come('new', START_MS + 70_000).kind).toBe('admitted');
    expect(accounts.size).toBeLessThanOrEqual(100);
  });

  it('count on over a change of their amounts, and streams that began before it end', () => {
    const accounts = new Accounts();
    const admit = (more: Partial<Limit>, isStreaming = false) =>
      new Limiter([limit(more)], accounts).admit(asking({ isStreaming }), START_MS);
    expect(admit({ requests: 2 }).kind).toBe('admitted');
    expect(admit({ requests: 2 }).kind).toBe('admitted');
    expect(admit({ requests: 2 }).kind).toBe('refused');
    expect(admit({ requests: 3 }).kind).toBe('admitted');
    expect(admit({ requests: 3 }).kind).toBe('refused');
    expect(admit({ requests: 2, windowS: 30 }).kind).toBe('admitted');

    const before = admit({ concurrentStreams: 1 }, true);
    expect(admit({ concurrentStreams: 2 }, true).kind).toBe('admitted');
    expect(admit({ concurrentStreams: 2 }, true).kind).toBe('refused');
    if (before.kind === 'admitted') before.admission.end();
    expect(admit({ concurrentStreams: 2 }, true).kind).toBe('admitted');
  });

  it('never take the account of one for that of another', () => {
    const limiter = new Limiter([limit({ by: ['agent', 'model'], requests: 1 })]);
    const come = (agent: string, model: string) =>
      limiter.admit(asking({ subject: { ...SUBJECT, agent, model } }), START_MS).kind;
    const name = fc.string({ unit: fc.constantFrom('1', ':', '0', '"', ',', 'a'), maxLength: 6 });
    const seen = new Set<string>();
    fc.assert(
      fc.property(name, name, (agent, model) => {
        const pair = JSON.stringify([agent, model]);
        expect(come(agent, model)).toBe(seen.has(pair) ? 'refused' : 'admitted');
        seen.add(pair);
      }),
      { numRuns: 500 },
    );
  });
});
