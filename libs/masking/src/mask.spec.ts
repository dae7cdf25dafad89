import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from './actions/action.js';
import type { MaskPlan } from './actions/mask-plan.js';
import type { Detector } from './detector.js';
import { restore, RestoreStream } from './actions/restore.js';
import { openAll, sealAll } from './actions/reverse-map.js';
import { compileDetectors } from './engine/compile-detectors.js';
import { sampleDetectors } from './engine/sample-detectors.js';
import { maskJson, maskText } from './mask.js';
import { StreamMasker } from './stream/stream-masker.js';

const engine = compileDetectors(sampleDetectors);
const [hashKey, sessionKey, sealKey] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const plan = (kind: Action['kind'], keys: MaskPlan['keys'] = { hashKey, sessionKey }): MaskPlan => ({
  engine,
  actionOf: () => ({ kind }),
  keys,
});
const text = 'To ann@example.com, card 4111 1111 1111 1111.';

describe('actions', () => {
  it('redact, hide in part, hash', () => {
    expect(maskText(plan('redact'), text).sent).toBe('To [EMAIL], card [CARD].');
    expect(maskText(plan('partial'), text).sent).toBe(
      'To ***@*******.com, card **** **** **** 1111.'.replace('*.com', 'e.com'),
    );
    const hashed = maskText(plan('hash'), text).sent;
    expect(hashed).toMatch(/^To \[EMAIL_[0-9A-Z]{13}\], card \[CARD_[0-9A-Z]{13}\]\.$/);
    expect(maskText(plan('hash'), text).sent).toBe(hashed);
    expect(maskText(plan('hash', { hashKey: sessionKey }), text).sent).not.toBe(hashed);
  });

  it('report kinds, counts and positions, never values', () => {
    const { report } = maskText(plan('redact'), `${text} ${text}`);
    expect(report.counts).toEqual([
      { kind: 'email', action: 'redact', count: 2 },
      { kind: 'card', action: 'redact', count: 2 },
    ]);
    expect(report.positions[0]).toEqual({ kind: 'email', action: 'redact', start: 3, end: 18, score: 0.9 });
    expect(JSON.stringify(report)).not.toMatch(/ann|4111/);
  });

  it('block: nothing from the finding on', () => {
    const { sent, recorded, report } = maskText(plan('block'), text);
    expect(sent).toBe('To ');
    expect(recorded).toBe('To [EMAIL]');
    expect(maskJson(plan('block'), '{"n":4111111111111111,"m":1}')).toMatchObject({
      sent: '{"n":',
      recorded: '{"n":"[CARD]"',
    });
    expect(report.blockedBy).toBe('email');
  });

  it('give one string where what is sent and what is recorded are the same', () => {
    const { sent, recorded, report } = maskText(plan('redact'), text);
    expect(recorded).toBe(sent);
    expect(report.counts.every(({ action }) => action === 'redact')).toBe(true);
    expect(maskText(plan('report'), text)).toMatchObject({ sent: text, recorded: text });
  });

  it('tell what is masked in the record alone from what is not sent', () => {
    const both: MaskPlan = {
      ...plan('report'),
      actionOf: (kind) => ({ kind: kind === 'card' ? 'tokenise' : 'report' }),
      recordedActionOf: (kind) => ({ kind: kind === 'email' ? 'tokenise' : 'report' }),
    };
    const { sent, recorded, report, tokens } = maskText(both, `${text} 10.0.0.1`);
    expect(sent).toMatch(/^To ann@example.com, card \[CARD_.{10}\]\. 10\.0\.0\.1$/);
    expect(recorded).toMatch(/^To \[EMAIL_.{10}\], card \[CARD_.{10}\]\. 10\.0\.0\.1$/);
    expect([...tokens.values()]).toEqual(['4111 1111 1111 1111']);
    expect(report.counts).toEqual([
      { kind: 'email', action: 'record', count: 1 },
      { kind: 'card', action: 'tokenise', count: 1 },
      { kind: 'ip-v4', action: 'report', count: 1 },
    ]);
    expect(maskJson(both, '{"a":"ann@example.com","n":4111111111111111}').sent).toMatch(
      /^\{"a":"ann@example\.com","n":"\[CARD_.{10}\]"\}$/,
    );
  });

  it('mask what an overlapping find leaves of another, and what acts never loses to what is told', () => {
    const row = (kind: string, pattern: RegExp, score: number): Detector => ({
      kind,
      category: 'personal',
      about: 'A row of a test.',
      pattern,
      lengthMax: 20,
      score,
      replacement: `[${kind.toUpperCase()}]`,
      examples: { match: [], not: [] },
    });
    const rows = compileDetectors([
      row('weak', /\d{3}-\d{2}-\d{4}/gu, 0.3),
      row('strong', /\d{2}-\d{4} \d{2}/gu, 0.9),
    ]);
    const only: MaskPlan = { ...plan('redact'), engine: rows };
    expect(maskText(only, 'a 078-05-1120 12 b').sent).toBe('a [WEAK][STRONG] b');
    const weak: MaskPlan = {
      ...only,
      actionOf: (kind) => ({ kind: kind === 'weak' ? 'partial' : 'report' }),
      recordedActionOf: () => ({ kind: 'redact' }),
    };
    expect(maskText(weak, 'a 078-05-1120 12 b')).toMatchObject({
      sent: 'a ***-**-1120 12 b',
      recorded: 'a ***-**-1120[STRONG] b',
    });
    const strong: MaskPlan = {
      ...weak,
      actionOf: (kind) => ({ kind: kind === 'weak' ? 'partial' : 'block' }),
    };
    expect(maskText(strong, 'a 078-05-1120 12 b')).toMatchObject({
      sent: 'a ***-',
      recorded: 'a ***-[STRONG]',
    });
  });

  it('refuse to work without their key', () => {
    expect(() => maskText(plan('tokenise', {}), text)).toThrow(/needs a key/);
    expect(() => maskText(plan('hash', { hashKey: new Uint8Array(8) }), text)).toThrow(/32 bytes/);
  });
});

describe('placeholders', () => {
  const masked = maskText(plan('tokenise'), text);

  it('are the same on every replica and others in another session', () => {
    expect(masked.sent).toMatch(/^To \[EMAIL_[0-9A-Z]{10}\], card \[CARD_[0-9A-Z]{10}\]\.$/);
    expect(maskText(plan('tokenise'), text).sent).toBe(masked.sent);
    expect(maskText(plan('tokenise', { sessionKey: hashKey }), text).sent).not.toBe(masked.sent);
  });

  it('lead back only with the key they were sealed with', () => {
    const map = sealAll(sealKey, masked.tokens);
    expect(JSON.stringify(map)).not.toMatch(/ann|4111/);
    expect(sealAll(sealKey, masked.tokens)).toEqual(map);
    expect(restore(masked.sent, openAll(sealKey, map))).toBe(text);
    expect(openAll(hashKey, map).size).toBe(0);
    const [first, second] = Object.entries(map);
    const swapped = { [first?.[0] ?? '']: second?.[1] ?? '' };
    expect(openAll(sealKey, swapped).size).toBe(0);
    expect(openAll(sealKey, { '[EMAIL_0000000000]': 'short' }).size).toBe(0);
  });

  it('are put back in a stream, however it is split', () => {
    const [placeholder = ''] = /\[EMAIL_\w+\]/.exec(masked.sent) ?? [];
    const link = `![x](https://a.example/?${placeholder}) "//b ${placeholder}"`;
    const answer = `[x] ${masked.sent} [EMAIL_0000000000] [ [[EMAIL_ ${link} ${masked.sent}[`;
    const whole = restore(answer, masked.tokens);
    expect([whole.includes('ann@example.com'), whole.includes(link)]).toEqual([true, true]);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: answer.length }), { maxLength: 20 }), (cuts) => {
        const stream = new RestoreStream(masked.tokens);
        const ends = [...cuts.sort((a, b) => a - b), answer.length];
        let from = 0;
        let out = '';
        for (const end of ends) {
          out += stream.push(answer.slice(from, end));
          from = end;
        }
        expect(out + stream.flush()).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('are put back into JSON as JSON writes the value', () => {
    const values = new Map([['[NOTE_0123456789]', 'a "b"\n']]);
    expect(JSON.parse(restore('{"n":"[NOTE_0123456789]"}', values, { into: 'json' }))).toEqual({
      n: 'a "b"\n',
    });
  });
});

describe('maskJson', () => {
  const mask = (json: string): string => maskJson(plan('redact'), json).sent;

  it('changes what was found and no other byte', () => {
    expect(mask('{ "to" :"ann\\u0040example.com", "n":1.50,"s":"\\u00e9\\/" ,"x":null}')).toBe(
      '{ "to" :"[EMAIL]", "n":1.50,"s":"\\u00e9\\/" ,"x":null}',
    );
  });

  it('looks at names: as keys of values, and for what stands in them', () => {
    expect(mask('{"ssn":"078-05-1120","order":"078-05-1120"}')).toBe(
      '{"ssn":"[US_SSN]","order":"078-05-1120"}',
    );
    expect(mask('{"name":["Ada","Bob"],"x":{"y":"Ada"}}')).toBe(
      '{"name":["[NAME]","[NAME]"],"x":{"y":"Ada"}}',
    );
    expect(mask('{"ann@example.com":1}')).toBe('{"[EMAIL]":1}');
  });

  it('writes a number that was found as a string', () => {
    expect(mask('{"a":4111111111111111,"b":[ 4111111111111111 , 5]}')).toBe(
      '{"a":"[CARD]","b":[ "[CARD]" , 5]}',
    );
    expect(mask('{"ssn":123456789}')).toBe('{"ssn":"[US_SSN]"}');
  });

  it('masks what is no JSON too', () => {
    expect(mask('mail ann@example.com, "bob@example.com')).toBe('"mail [EMAIL]", "[EMAIL]');
    expect(mask(`${'x '.repeat(600)}ann@example.com`)).toBe(`${'x '.repeat(600)}[EMAIL]`);
  });

  it('tells positions in the JSON text', () => {
    const json = '{"a":"\\n\\u0061nn@example.com"}';
    const { positions } = maskJson(plan('redact'), json).report;
    expect(positions.map(({ start, end }) => json.slice(start, end))).toEqual(['\\u0061nn@example.com']);
  });
});

describe('a detector that fails', () => {
  const failing = compileDetectors(
    sampleDetectors.map((row) =>
      row.kind === 'card'
        ? {
            ...row,
            isValid: () => {
              throw new Error('no');
            },
          }
        : row,
    ),
  );
  const failingPlan: MaskPlan = { ...plan('report'), engine: failing };

  it('masks the whole text, whatever the action, and is reported', () => {
    const { sent: masked, report } = maskText(failingPlan, text);
    expect(masked).toBe('[UNCHECKED]');
    expect(report.failures).toEqual([{ detector: 'card', cause: 'threw' }]);
    expect(maskJson(failingPlan, '{"a":"4111 1111 1111 1111","b":"fine"}').sent).toBe(
      '{"a":"[UNCHECKED]","b":"fine"}',
    );
  });

  it('masks the rest of a stream', () => {
    const masker = new StreamMasker(failingPlan, 'text');
    const out =
      masker.push('fine, 4111 1111 1111 1111, ').sent +
      masker.push('ann@example.com').sent +
      masker.flush().sent;
    expect(out).toBe('[UNCHECKED]');
    expect(masker.report().counts).toEqual([{ kind: 'unchecked', action: 'redact', count: 1 }]);
  });
});
