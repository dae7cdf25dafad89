import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskPlan } from '../actions/mask-plan.js';
import type { MaskedText } from '../actions/masked-text.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { sampleDetectors } from '../engine/sample-detectors.js';
import { maskJson, maskText } from '../mask.js';
import { compileOperatorPatterns } from '../operator-patterns.js';
import { StreamMasker, type ChannelMode } from './stream-masker.js';

const operator = compileOperatorPatterns(
  ['(?i)project[- ](?:blue|bluebird)\\b', 'EMP-\\d{4,6}(?:-[A-Z])?'].map((pattern, index) => ({
    kind: `operator-${index}`,
    pattern,
    lengthMax: 24,
  })),
).detectors;
const engine = compileDetectors(sampleDetectors, { operator });
/** Kinds of the sample by what is done to them: on what is sent, or in the record alone. */
const recordOnly = new Set(['phone', 'ip-v4', 'operator-1', 'private-key']);
const plan: MaskPlan = {
  engine,
  actionOf: (kind) =>
    recordOnly.has(kind)
      ? { kind: 'report' }
      : kind === 'email' || kind === 'assigned-secret'
        ? { kind: 'tokenise' }
        : kind === 'card'
          ? { kind: 'partial' }
          : { kind: 'redact' },
  recordedActionOf: (kind) => (kind === 'private-key' ? { kind: 'report' } : { kind: 'redact' }),
  keys: { sessionKey: new Uint8Array(32).fill(7) },
};
const blocking: MaskPlan = {
  ...plan,
  actionOf: (kind) => (kind === 'us-ssn' || kind === 'operator-0' ? { kind: 'block' } : plan.actionOf(kind)),
};

function streamed(
  text: string,
  cuts: readonly number[],
  mode: ChannelMode,
  chosen: MaskPlan = plan,
): MaskedText {
  const masker = new StreamMasker(chosen, mode);
  const out = { sent: '', recorded: '' };
  const take = ({ sent, recorded }: MaskedText): void => {
    out.sent += sent;
    out.recorded += recorded;
  };
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    take(masker.push(text.slice(from, cut)));
    from = cut;
  }
  take(masker.push(text.slice(from)));
  take(masker.flush());
  return out;
}
const forms = ({ sent, recorded }: MaskedText): MaskedText => ({ sent, recorded });

/** Pieces that begin, end, interrupt and overlap matches, so that random texts are full of near misses. */
const pieces = [
  'ann@example.com',
  'ann.b+c@',
  'x@y',
  '@',
  '.com',
  'sub.example.co.uk',
  ' ',
  '\n',
  ', ',
  '. ',
  ': ',
  '=',
  '"',
  "'",
  '\\',
  '4111 1111 1111 1111',
  '4111-1111-1111-111',
  '4111111111111111',
  '12',
  '-',
  'ssn',
  'SSN: ',
  'social security ',
  '078-05-1120',
  '078051120',
  '+44 20 7946 0958',
  '+1',
  '(',
  ')',
  '192.168.0.1',
  '10.0.0.',
  '256.1.1.1',
  'AKIA',
  'AKIAIOSFODNN7EXAMPLE',
  'IOSFODNN7',
  'password',
  'api_token = ',
  'secret',
  ': "hunter2hunter2"',
  'abcdefgh12345678',
  '-----BEGIN RSA PRIVATE KEY-----',
  '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END PRIVATE KEY-----',
  '-----END RSA PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG',
  'Project Blue',
  'bird',
  'EMP-1234',
  '56-A',
  'the quick brown fox',
  'é',
  '日本',
  '😀',
  '\ud83d',
  '\ude00',
  '\u200b',
  'K',
  'ſ',
  '{',
  '}',
  '[',
  ']',
  '[EMAIL_0123456789]',
  'name',
  '0',
  'İ',
] as const;
const anyText = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ maxLength: 4 }) },
    ),
    {
      maxLength: 14,
    },
  )
  .map((parts) => parts.join(''));
const cutsOf = (text: string) => fc.array(fc.nat({ max: text.length }), { maxLength: 12 });
const splitsPerText = 20;
const withSplits = (texts: fc.Arbitrary<string>) =>
  texts.chain((text) =>
    fc.tuple(
      fc.constant(text),
      fc.array(cutsOf(text), { minLength: splitsPerText, maxLength: splitsPerText }),
    ),
  );
const anyJson = fc
  .oneof(
    fc.dictionary(
      fc.oneof(fc.constantFrom('ssn', 'full_name', 'name', 'note'), anyText),
      fc.oneof(
        anyText,
        fc.array(anyText, { maxLength: 3 }),
        fc.double({ noNaN: true }),
        fc.constantFrom(4111111111111111, null, true),
      ),
      { maxKeys: 4 },
    ),
    fc.jsonValue(),
  )
  .chain((value) =>
    fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 2), escaped(JSON.stringify(value))),
  );
/** Every third character of the strings as an escape. */
function escaped(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (text) =>
    text.replace(/\\u[0-9a-f]{4}|\\.|[@\w]/g, (one, at: number) =>
      one.startsWith('\\') || at % 3 !== 0 ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
}

describe('StreamMasker', () => {
  it('gives, for 100,000 random splits of texts, what masking the whole gives', () => {
    fc.assert(
      fc.property(withSplits(anyText), ([text, splits]) => {
        const whole = forms(maskText(plan, text));
        for (const cuts of splits) expect(streamed(text, cuts, 'text')).toEqual(whole);
      }),
      { numRuns: 5_000 },
    );
  }, 120_000);

  it('gives, for 20,000 random splits of JSON texts, what masking the whole gives, and JSON', () => {
    fc.assert(
      fc.property(withSplits(anyJson), ([text, splits]) => {
        const whole = forms(maskJson(plan, text));
        expect(() => JSON.parse(whole.sent) as unknown).not.toThrow();
        expect(() => JSON.parse(whole.recorded) as unknown).not.toThrow();
        for (const cuts of splits) expect(streamed(text, cuts, 'json')).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  }, 120_000);

  it('gives the same for any split of what is no JSON', () => {
    fc.assert(
      fc.property(withSplits(anyText), ([text, splits]) => {
        const whole = forms(maskJson(plan, text));
        for (const cuts of splits) expect(streamed(text, cuts, 'json')).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('ends at what is blocked, however it is split', () => {
    fc.assert(
      fc.property(withSplits(anyText), ([text, splits]) => {
        for (const mode of ['text', 'json'] as const) {
          const whole = forms(mode === 'text' ? maskText(blocking, text) : maskJson(blocking, text));
          for (const cuts of splits) expect(streamed(text, cuts, mode, blocking)).toEqual(whole);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('sends what it would send if nothing but what acts on it were known', () => {
    const acting = compileDetectors(
      sampleDetectors.filter(({ kind }) => !recordOnly.has(kind)),
      { operator: operator.filter(({ kind }) => !recordOnly.has(kind)) },
    );
    fc.assert(
      fc.property(anyText, anyJson, (text, json) => {
        for (const chosen of [plan, blocking]) {
          const only = { ...chosen, engine: acting };
          expect(maskText(chosen, text).sent).toBe(maskText(only, text).sent);
          expect(maskJson(chosen, json).sent).toBe(maskJson(only, json).sent);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds back eight characters at most, at the median, of prose', () => {
    const prose =
      'The model said that a quick answer, in 2024 or later, needs more data than we have; so wait. ';
    const masker = new StreamMasker(plan, 'text');
    const held: number[] = [];
    let waiting = 0;
    for (const delta of prose.repeat(50).match(/[^]{1,4}/g) ?? []) {
      waiting += delta.length - masker.push(delta).sent.length;
      held.push(waiting);
    }
    held.sort((a, b) => a - b);
    expect(held[held.length >> 1]).toBeLessThanOrEqual(8);
    expect(masker.flush().sent).toHaveLength(waiting);
  });
});
