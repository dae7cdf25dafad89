import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentText } from './argument-text.js';

describe('arguments of tools as conditions read them', () => {
  it('have no escapes that JSON can be written without, and no spaces around values', () => {
    const text = (given: string) => argumentText(given).text;
    expect(text(String.raw`{"q" : "DROP\u0020TABLE \/x", "n":[1.0, 1e3]}`)).toBe(
      '{"q":"DROP TABLE /x","n":[1.0,1e3]}',
    );
    expect(text(String.raw`{"\u0071":"a\"\\\nb\ud800"}`)).toBe(String.raw`{"q":"a\"\\\nb\ud800"}`);
    expect(text(String.raw`"rm \u002drf"`)).toBe('"rm -rf"');
    expect(text(String.raw`{"amount":12345678901234567890}`)).toBe('{"amount":12345678901234567890}');
  });

  it('stay as they are where they are no JSON', () => {
    for (const text of ['', 'no JSON', String.raw`{"q":"\u0020`, String.raw`rm\u0020-rf`, '{"a" : 1']) {
      expect(argumentText(text)).toEqual({ text, hasDuplicateName: false });
    }
  });

  it('are what JavaScript would write', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(3), (json, spaces) => {
        const value: unknown = JSON.parse(json);
        expect(argumentText(JSON.stringify(value, null, spaces)).text).toBe(JSON.stringify(value));
      }),
    );
  });

  it('tell a name that stands twice in an object, however it is written', () => {
    const doubled = (text: string) => argumentText(text).hasDuplicateName;
    expect(doubled('{"a":1,"b":{"a":2},"c":["a","a",{"a":"a"}]}')).toBe(false);
    expect(doubled('{"a":{"b":1},"a":2}')).toBe(true);
    expect(doubled(String.raw`[{"a":1,"\u0061" :2}]`)).toBe(true);
    expect(doubled('{"__proto__":1,"__proto__":2}')).toBe(true);
  });
});
