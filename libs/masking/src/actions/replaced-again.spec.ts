/** What stands in the place of a find comes back in histories and answers: it is no find again. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { shippedDetectors } from '../detectors/shipped.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { maskText } from '../mask.js';
import type { Action } from './action.js';
import { Replacer, type MaskPlan } from './mask-plan.js';

const engine = compileDetectors(shippedDetectors);
const planFor = (kind: Action['kind']): MaskPlan => ({
  engine,
  actionOf: () => ({ kind }),
  keys: { hashKey: new Uint8Array(32).fill(1), sessionKey: new Uint8Array(32).fill(2) },
});
/** Of every kind some, of values that are different in each run of the list but the same in each run of the test. */
const replacementsBy = (kind: 'hash' | 'tokenise'): string[] => {
  const replacer = new Replacer(planFor(kind));
  return engine.rows.flatMap((row) =>
    Array.from({ length: 4 }, (_, index) => {
      const value = createHash('sha256').update(`${row.kind} ${index}`).digest('hex');
      return replacer.replace({ kind: row.kind }, value).sent ?? '';
    }),
  );
};

const sentences: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `call ${text}, or mail to ${text}`,
  (text) => `phone ${text} iban ${text} ssn ${text}`,
  (text) => `password=${text} token: ${text} api_key = "${text}"`,
  (text) => `Authorization: Bearer ${text}`,
  (text) => `postgres://user:${text}@db.example.com/main?password=${text}`,
  (text) => `AWS_SECRET_ACCESS_KEY=${text}`,
];
const keys = [...new Set(engine.rows.flatMap((row) => row.keys ?? []))];

describe.each(['hash', 'tokenise'] as const)('what %s leaves', (action) => {
  const plan = planFor('redact');
  const left = replacementsBy(action);

  it('is found nowhere in a text', () => {
    const again = left.flatMap((text) =>
      sentences.map((sentence) => sentence(text)).filter((one) => maskText(plan, one).sent !== one),
    );
    expect(again).toEqual([]);
  });

  it('is found under no key', () => {
    const again = keys.filter((key, index) => {
      const text = left[index % left.length] ?? '';
      return maskText(plan, text, { key }).sent !== text;
    });
    expect(again).toEqual([]);
  });
});

it('a name or password in brackets is found all the same', () => {
  const plan = planFor('redact');
  for (const text of ['[Ann Smith]', '[ANN]', 'Ann [EMAIL_4K7T2M9QXZ] Smith', '[X_4K7T2M9QXZ']) {
    expect(maskText(plan, text, { key: 'fullname' }).sent).toBe('[NAME]');
  }
});

it('a variable under a key that says password is no find, and no part of it is', () => {
  const plan = planFor('redact');
  for (const text of ['${DB_PASSWORD}', '<your password>', '[PASSWORD]']) {
    expect(maskText(plan, text, { key: 'password' }).sent).toBe(text);
  }
});
