import { describe, expect, it } from 'vitest';
import type { Action } from '../actions/action.js';
import type { MaskPlan } from '../actions/mask-plan.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { maskText } from '../mask.js';
import { StreamMasker } from '../stream/stream-masker.js';
import { sections } from './sections.js';

const engine = compileDetectors(sections.flatMap(({ rows }) => rows));
const plan = (email: Action['kind'], others: Action['kind']): MaskPlan => ({
  engine,
  actionOf: (kind) => ({ kind: kind === 'email' ? email : others }),
  keys: { sessionKey: new Uint8Array(32).fill(7) },
});

const kinds = {
  postgres: 'postgres-url',
  postgresql: 'postgres-url',
  mysql: 'mysql-url',
  mongodb: 'mongodb-url',
  'mongodb+srv': 'mongodb-url',
  redis: 'redis-url',
  rediss: 'redis-url',
  amqp: 'amqp-url',
  amqps: 'amqp-url',
  http: 'http-url',
  https: 'http-url',
  kafka: 'url-password',
} as const;
const password = 'Sup3rS3cret';
const addresses = Object.entries(kinds).flatMap(([scheme, kind]) =>
  ['admin', '', `a-user-of-${'many'.repeat(12)}-letters`].map((user) => ({
    kind,
    text: `Use ${scheme}://${user}:${password}@db.corp.example:5432/prod, or mail ada@corp.example.`,
  })),
);

describe('a connection string whose password and host look like an e-mail address', () => {
  for (const others of ['redact', 'tokenise', 'hash'] as const)
    it(`loses its password where e-mail is tokenised and the rest meets ${others}`, () => {
      const chosen = {
        ...plan('tokenise', others),
        keys: { ...plan('tokenise', others).keys, hashKey: new Uint8Array(32) },
      };
      for (const { kind, text } of addresses) {
        const { sent, report, tokens } = maskText(chosen, text);
        expect(sent).not.toContain(password);
        expect(report.counts.map((one) => one.kind)).toContain(kind);
        const values = [...tokens].filter(([placeholder]) => placeholder.startsWith('[EMAIL_'));
        const emails = values.map(([, value]) => value);
        expect(emails.join(' ')).not.toContain(password);
        expect(emails).toContain('ada@corp.example');
        // Behind a longer user the host alone may still be taken for the end of an address.
        if (!text.includes('-letters'))
          expect(sent).toMatch(/@db\.corp\.example:5432\/prod, or mail \[EMAIL_\w{10}\]\.$/);
        const masker = new StreamMasker(chosen, 'text');
        const streamed = Array.from(text, (one) => masker.push(one).sent).join('') + masker.flush().sent;
        expect(streamed).toBe(sent);
        expect(masker.report().counts).toEqual(report.counts);
      }
    });

  it('loses a password with an @ in it whole', () => {
    for (const text of [
      'postgres://app:p@ss@db.internal/x',
      'amqp://u:a@b@c@host:5672/v',
      'nats://:p@ss@10.0.0.1',
    ]) {
      const { sent, report } = maskText(plan('redact', 'redact'), `Use ${text} for it.`);
      // What lies behind its last @ may still be taken for the end of an e-mail address.
      expect(sent).toMatch(/^Use \w+:\/\/\w*:\[[A-Z]+_(?:URL|PASSWORD)\][@[]/);
      expect(sent).not.toMatch(/p@|ss@|a@b/);
      expect(report.counts.map(({ kind }) => kind)).toContainEqual(expect.stringMatching(/-url$|^url-/));
    }
  });

  it('leaves an e-mail address in the query of a URL to its own row', () => {
    const { sent } = maskText(plan('redact', 'redact'), 'https://shop.example:8443/x?to=ada@corp.example');
    expect(sent).toBe('https://shop.example:8443/x?to=[EMAIL]');
  });
});

describe('a match of which another left nothing', () => {
  const text = 'mail ada@corp.example today';
  const both = compileDetectors(
    [
      { kind: 'wide', pattern: /\bmail \S{1,40}/gu, score: 0.9 },
      { kind: 'narrow', pattern: /\b[a-z]{3}@[a-z.]{4,20}/gu, score: 0.5 },
    ].map((row) => ({
      ...row,
      category: 'personal',
      about: 'A row of a test.',
      lengthMax: 60,
      replacement: `[${row.kind.toUpperCase()}]`,
      examples: { match: [], not: [] },
    })),
  );

  it('is counted with its own action', () => {
    const chosen: MaskPlan = {
      engine: both,
      actionOf: (kind) => ({ kind: kind === 'wide' ? 'redact' : 'tokenise' }),
      keys: { sessionKey: new Uint8Array(32) },
    };
    const { sent, report } = maskText(chosen, text);
    expect(sent).toBe('[WIDE] today');
    expect(report.counts).toEqual([
      { kind: 'wide', action: 'redact', count: 1 },
      { kind: 'narrow', action: 'tokenise', count: 1 },
    ]);
    expect(report.positions).toHaveLength(1);
  });

  it('wins where its action hides more', () => {
    const chosen: MaskPlan = {
      engine: both,
      actionOf: (kind) => ({ kind: kind === 'wide' ? 'tokenise' : 'redact' }),
      keys: { sessionKey: new Uint8Array(32) },
    };
    expect(maskText(chosen, text).sent).toMatch(/^\[WIDE_\w{10}\]\[NARROW\] today$/);
  });
});
