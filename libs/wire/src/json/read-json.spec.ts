import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocatedJson } from './located-json.js';
import { readJson } from './read-json.js';

const limits = { depthMax: 64, valuesMax: 100_000, bytesMax: 2 ** 20 };
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, more: Partial<typeof limits> = {}): LocatedJson => {
  const json = readJson(typeof text === 'string' ? encode(text) : text, { ...limits, ...more });
  if (json.kind === 'unreadable') throw new Error(`${json.reason} at ${json.where}`);
  return json;
};
const refusal = (text: string | Uint8Array, more: Partial<typeof limits> = {}): string => {
  const json = readJson(typeof text === 'string' ? encode(text) : text, { ...limits, ...more });
  return json.kind === 'unreadable' ? `${json.reason} ${json.where}` : 'read';
};

/** JSON text of a value, written with white space and escapes of any kind. */
const spelling = fc
  .tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t', '\r\n '), fc.boolean())
  .map(([value, space, escape]) => {
    const text = JSON.stringify(value, null, space);
    return escape
      ? text.replace(
          /[^\x20-\x7f\r\n\t]/g,
          (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
      : text;
  })
  .filter((text) => !/\\ud[89a-f]/i.test(text) || /\\ud[89ab]..\\ud[c-f]/i.test(text));

describe('reads what JSON.parse reads', () => {
  it('any document', () => {
    fc.assert(
      fc.property(spelling, (text) => {
        const json = readJson(encode(text), limits);
        if (json.kind === 'unreadable') expect(text.isWellFormed() && !/\\ud/i.test(text)).toBe(false);
        else expect(json.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 1500 },
    );
  });

  it('refuses any damaged document that JSON.parse refuses, and reads the others alike', () => {
    const parse = (text: string): { value: unknown } | undefined => {
      try {
        return { value: JSON.parse(text) as unknown };
      } catch (error) {
        expect(error).toBeInstanceOf(SyntaxError);
        return undefined;
      }
    };
    const damage = fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom(...Array.from('{}[],:"\\0123456789.eE+-tfn \n\u0001x')),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(spelling, damage, (original, edits) => {
        let text = original;
        for (const [place, character, replaces] of edits) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + character + text.slice(at + (replaces ? 1 : 0));
        }
        const json = readJson(encode(text), limits);
        const parsed = parse(text);
        if (json.kind === 'json') expect({ value: json.value }).toEqual(parsed);
        else if (parsed !== undefined) expect(['DUPLICATE_KEY', 'NOT_UTF8']).toContain(json.reason);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['', ' ', '{', '[', '"', '"a', '01', '-', '1.', '1e', '+1', '.5', 'tru', 'nul', 'True', 'NaN'])(
    'refuses %j',
    (text) => expect(refusal(text)).toMatch(/^NOT_JSON/),
  );
  it.each([
    '[1,]',
    '{"a":1,}',
    '{,}',
    '[,]',
    '{"a"}',
    '{"a":}',
    '{a:1}',
    "{'a':1}",
    '1 2',
    '[1}',
    '{]',
    ']',
    '[1 2]',
  ])('refuses %j', (text) => expect(refusal(text)).toMatch(/^NOT_JSON/));
  it.each(['"\n"', '"\\x"', '"\\u12"', '"\\u12g4"', '/**/1', '[1]x', '\u00a01', '"\\ud83d\\u00"'])(
    'refuses %j',
    (text) => expect(refusal(text)).toMatch(/^NOT_JSON/),
  );
  it.each([
    '0',
    '-0',
    '1e400',
    '12345678901234567890',
    '1E-7',
    'true',
    ' null ',
    '""',
    '{}',
    '[ ]',
    '"\u007f"',
  ])('reads %j', (text) => expect(read(text).value).toEqual(JSON.parse(text)));
});

describe('what the grammar leaves open', () => {
  it.each([
    ['{"a":1,"a":2}', 'DUPLICATE_KEY byte 0'],
    ['[{"a":1,"\\u0061":2}]', 'DUPLICATE_KEY byte 1'],
    ['{"\\u0061":1,"a":2}', 'DUPLICATE_KEY byte 0'],
    [`{${Array.from({ length: 40 }, (_, at) => `"k${at % 39}":0`).join()}}`, 'DUPLICATE_KEY byte 0'],
    ['\ufeff{}', 'NOT_JSON byte 0'],
    ['"\\ud800"', 'NOT_UTF8 byte 1'],
    ['"\\udc00\\ud800"', 'NOT_UTF8 byte 1'],
    ['"\\ud800\\u0041"', 'NOT_UTF8 byte 1'],
  ])('refuses %s', (text, expected) => expect(refusal(text)).toBe(expected));

  it('takes names apart that differ at any place', () => {
    expect(read('{"ab":1,"bb":2,"ba":3,"a":4}').value).toEqual({ ab: 1, bb: 2, ba: 3, a: 4 });
    expect(read('{"a":{"a":1},"b":{"a":1}}').value).toEqual({ a: { a: 1 }, b: { a: 1 } });
  });

  it('refuses exactly the strings that are not UTF-8', () => {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const isUtf8 = (bytes: Uint8Array): boolean => {
      try {
        return decoder.decode(bytes).length >= 0;
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        return false;
      }
    };
    const near = fc.constantFrom(
      0x7f,
      0x80,
      0x9f,
      0xa0,
      0x8f,
      0x90,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(near, fc.integer({ min: 0x80, max: 0xff })), { maxLength: 6 }),
        (inner) => {
          const bytes = Uint8Array.from([0x22, ...inner, 0x22]);
          expect(refusal(bytes).startsWith('NOT_UTF8')).toBe(!isUtf8(bytes));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('knows what a number is worth only where a double holds it', () => {
    const json = read('[1, 1.5, 1e400, -1e400, 9007199254740991, 9007199254740992, "1"]');
    expect([...json.elements(json.root)].map((node) => json.number(node))).toEqual([
      1,
      1.5,
      'out-of-range',
      'out-of-range',
      9007199254740991,
      'out-of-range',
      undefined,
    ]);
  });

  it('holds its limits', () => {
    expect(refusal('[[[]]]', { depthMax: 2 })).toBe('TOO_DEEP byte 2');
    expect(refusal('[[[]]]', { depthMax: 3 })).toBe('read');
    expect(refusal('[1,2,3]', { valuesMax: 3 })).toBe('TOO_MANY_VALUES byte 5');
    expect(refusal('[1,2,3]', { valuesMax: 4 })).toBe('read');
    expect(refusal('[1,2,3]', { bytesMax: 6 })).toBe('TOO_MANY_BYTES byte 6');
    expect(refusal('['.repeat(100_000))).toBe('TOO_DEEP byte 64');
  });
});

describe('locates', () => {
  it('values by their path', () => {
    const json = read('{"a": [1, {"b\\u0063": "d\\n", "é": "ü"}]}');
    expect(json.text(json.at(['a', 1, 'bc']))).toBe('d\n');
    expect(json.text(json.at(['a', 1, 'é']))).toBe('ü');
    expect(json.raw(json.at(['a', 1, 'bc']) ?? 0)).toBe('"d\\n"');
    expect([json.at(['a', 2]), json.at(['x']), json.at(['a', 'x']), json.at([0])]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(json.kindOf(0)).toBe('object');
  });

  it('each string in the order of the document', () => {
    const json = read('{"a":["x",{"b":"y"}],"__proto__":"z"}');
    expect(json.strings().map(({ path, text, isName }) => [path.join('/'), text, isName])).toEqual([
      ['a', 'a', true],
      ['a/0', 'x', false],
      ['a/1/b', 'b', true],
      ['a/1/b', 'y', false],
      ['__proto__', '__proto__', true],
      ['__proto__', 'z', false],
    ]);
  });

  it('in a part of a larger buffer', () => {
    const whole = encode('xx{"a":"é\\n","b":"c"}yy');
    const json = read(whole.subarray(2, -2));
    expect([json.text(json.at(['a'])), json.text(json.at(['b']))]).toEqual(['é\n', 'c']);
  });
});
