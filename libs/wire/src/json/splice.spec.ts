import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LocatedJson } from './located-json.js';
import { readJson } from './read-json.js';
import type { Edit } from './splice.js';

const limits = { depthMax: 64, valuesMax: 100_000, bytesMax: 2 ** 20 };
const read = (text: string): LocatedJson => {
  const json = readJson(new TextEncoder().encode(text), limits);
  if (json.kind === 'unreadable') throw new Error(json.reason);
  return json;
};
const after = (text: string, edits: (json: LocatedJson) => readonly Edit[]): string => {
  const json = read(text);
  return new TextDecoder().decode(json.splice(edits(json)));
};
const place = (json: LocatedJson, ...path: (string | number)[]): number => {
  const node = json.at(path);
  if (node === undefined) throw new Error('no such place');
  return node;
};
const document = fc
  .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2))
  .map(([value, space]) => JSON.stringify(value, null, space).toWellFormed())
  .filter((text) => !/\\ud[89a-f]/i.test(text));

describe('texts', () => {
  it('replaces one literal and nothing else', () => {
    const text = '{ "n": 1e400,\n"big":12345678901234567890 , "a\\u0062":"x\\u0040y", "t":"old" }';
    expect(after(text, (json) => [{ kind: 'text', node: place(json, 't'), text: 'a "new"\n\u2028é' }])).toBe(
      text.replace('"old"', '"a \\"new\\"\\n\u2028é"'),
    );
  });

  it('gives the same bytes when each string is replaced by itself', () => {
    fc.assert(
      fc.property(document, (text) => {
        const json = read(text);
        const edits = json
          .strings()
          .map(({ node, text: same }): Edit => ({ kind: 'text', node, text: same }));
        expect(json.splice(edits)).toBe(json.bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('writes what reads as the new text, for any text at any string', () => {
    fc.assert(
      fc.property(document, fc.string({ unit: 'binary' }), fc.nat(), (text, replacement, choice) => {
        const json = read(text);
        const values = json.strings().filter(({ isName }) => !isName);
        const chosen = values[choice % Math.max(values.length, 1)];
        if (chosen === undefined) return;
        const edited = read(after(text, () => [{ kind: 'text', node: chosen.node, text: replacement }]));
        const found = edited
          .strings()
          .filter(({ isName }) => !isName)
          .map((string) => string.text);
        expect(found).toEqual(values.map((string) => (string === chosen ? replacement : string.text)));
      }),
      { numRuns: 500 },
    );
  });

  it('writes a lone surrogate as the replacement character', () => {
    expect(after('["a"]', (json) => [{ kind: 'text', node: place(json, 0), text: '\ud800' }])).toBe(
      '["\ufffd"]',
    );
  });
});

describe('elements and members', () => {
  it.each([
    [[0], '[ 2, 3 ]'],
    [[1], '[ 1, 3 ]'],
    [[2], '[ 1 , 2 ]'],
    [[0, 1], '[ 3 ]'],
    [[1, 2], '[ 1 ]'],
    [[0, 2], '[ 2 ]'],
    [[0, 1, 2], '[  ]'],
  ])('removes %j', (indexes, expected) => {
    expect(
      after('[ 1 , 2, 3 ]', (json) => indexes.map((at) => ({ kind: 'remove', node: place(json, at) }))),
    ).toBe(expected);
  });

  it('removes and adds any of them, and the rest stays', () => {
    const shape = fc.tuple(
      fc.uniqueArray(
        fc.string({ maxLength: 3 }).map((name) => `k${name}`.toWellFormed()),
        { maxLength: 6 },
      ),
      fc.infiniteStream(fc.boolean()),
      fc.nat(2),
      fc.boolean(),
    );
    fc.assert(
      fc.property(shape, ([names, choice, more, isObject]) => {
        const gone = names.filter(() => choice.next().value === true);
        const value = isObject ? Object.fromEntries(names.map((name) => [name, [name]])) : names;
        const text = JSON.stringify(value, null, 1);
        const edited = after(text, (json) => [
          ...gone.map((name): Edit => ({
            kind: 'remove',
            node: place(json, isObject ? name : names.indexOf(name)),
          })),
          ...Array.from({ length: more }, (_, at): Edit =>
            isObject
              ? { kind: 'add', object: json.root, name: `new${at}`, value: at }
              : { kind: 'append', array: json.root, value: `new${at}` },
          ),
        ]);
        const left = names.filter((name) => !gone.includes(name));
        const fresh = Array.from({ length: more }, (_, at) => `new${at}`);
        expect(JSON.parse(edited)).toEqual(
          isObject
            ? Object.fromEntries([
                ...left.map((name) => [name, [name]]),
                ...fresh.map((name, at) => [name, at]),
              ] as [string, unknown][])
            : [...left, ...fresh],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('lets a removal win over edits inside it, and a value over those', () => {
    const text = '{"a":{"b":["x"]},"c":["y"],"d":1}';
    const edits = (json: LocatedJson): Edit[] => [
      { kind: 'text', node: place(json, 'a', 'b', 0), text: 'z' },
      { kind: 'append', array: place(json, 'a', 'b'), value: 1 },
      { kind: 'remove', node: place(json, 'a') },
      { kind: 'text', node: place(json, 'c', 0), text: 'z' },
      { kind: 'value', node: place(json, 'c'), value: null },
    ];
    expect(after(text, edits)).toBe('{"c":null,"d":1}');
  });
});
