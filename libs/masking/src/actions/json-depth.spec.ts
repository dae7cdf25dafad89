import { expect, it } from 'vitest';
import { restore, RestoreStream } from './restore.js';

const PLACEHOLDER = '[PASSWORD_0123456789]';
const value = 'a"b\\c\nd';
const values = new Map([[PLACEHOLDER, value]]);
/** As what an agent gives to its tools is. */
const options = { into: 'json', inAddresses: true } as const;
const restored = (text: string): string => restore(text, values, options);

/** A JSON text in a string of another, so often. */
const nested = (inner: unknown, times: number): string => {
  let text = JSON.stringify(inner);
  for (let time = 0; time < times; time++) text = JSON.stringify({ n: 1, body: text });
  return text;
};

it.each([0, 1, 2])('escapes a value for each string that it stands in: %i', (times) => {
  const text = (said: string): string => nested({ a: 'x\\', mail: said, after: ['"', said] }, times);
  expect(restored(text(`it is ${PLACEHOLDER}`))).toBe(text(`it is ${value}`));
  const stream = new RestoreStream(values, options);
  const pieces = Array.from(text(PLACEHOLDER), (unit) => stream.push(unit)).join('');
  expect(pieces + stream.flush()).toBe(text(value));
});

it.each(['say "PH"', '[PH] "PH"', '{PH} "PH"', 'PH: {"a": "PH"}'])('takes no text for JSON: %s', (said) => {
  const text = said.replaceAll('PH', PLACEHOLDER);
  expect(JSON.parse(restored(JSON.stringify({ text })))).toEqual({ text: said.replaceAll('PH', value) });
});

it('goes on behind a string in which JSON stood', () => {
  const text = (said: string): string => JSON.stringify([JSON.stringify({ a: [said] }), `"${said}"`, said]);
  expect(restored(text(PLACEHOLDER))).toBe(text(value));
});
