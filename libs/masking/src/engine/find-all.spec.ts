import { describe, expect, it } from 'vitest';
import type { Detector } from '../detector.js';
import { compileDetectors } from './compile-detectors.js';
import { find, findAll } from './find-all.js';
import { FindStream } from './find-stream.js';
import { sampleDetectors } from './sample-detectors.js';

const engine = compileDetectors(sampleDetectors);
const kinds = (text: string, key?: string): string[] =>
  findAll(engine, text, key === undefined ? {} : { key }).map(
    ({ kind, start, end }) => `${kind} ${text.slice(start, end)}`,
  );
const row = (over: Partial<Detector>): Detector => ({
  kind: 'sample',
  category: 'operator',
  about: 'A row of a test.',
  pattern: /b{1,9}/gu,
  lengthMax: 9,
  score: 0.5,
  replacement: '[SAMPLE]',
  examples: { match: [], not: [] },
  ...over,
});

describe('findAll', () => {
  it('finds each shape, with the part that is sensitive', () => {
    expect(kinds('mail ann@example.com or 10.0.0.1, AKIAIOSFODNN7EXAMPLE')).toEqual([
      'email ann@example.com',
      'ip-v4 10.0.0.1',
      'aws-access-key-id AKIAIOSFODNN7EXAMPLE',
    ]);
    expect(kinds("api_token = 'abcdefgh12345678'")).toEqual(['assigned-secret abcdefgh12345678']);
    expect(kinds('4111 1111 1111 1111, 4111 1111 1111 1112')).toEqual(['card 4111 1111 1111 1111']);
  });

  it('finds a match that begins inside an invalid one', () => {
    expect(kinds('12 4111 1111 1111 1111')).toEqual(['card 4111 1111 1111 1111']);
  });

  it('asks weak shapes for a word near, before or behind, or for a key', () => {
    expect(kinds('order 078-05-1120')).toEqual([]);
    expect(kinds('my SSN: 078-05-1120')).toEqual(['us-ssn 078-05-1120']);
    expect(kinds('078-05-1120 is my ssn')).toEqual(['us-ssn 078-05-1120']);
    expect(kinds(`ssn${' '.repeat(65)}078-05-1120`)).toEqual([]);
    expect(kinds('078-05-1120', 'Social_Security-Number')).toEqual(['us-ssn 078-05-1120']);
    expect(kinds('078-05-1120', 'customerSsn')).toEqual(['us-ssn 078-05-1120']);
    expect(kinds('078-05-1120', 'order')).toEqual([]);
  });

  it('needs no spaces around words of scripts that write none', () => {
    const japanese = compileDetectors([row({ pattern: /\d{4}/gu, context: ['番号'], needsContext: true })]);
    expect(findAll(japanese, '番号は1234です')).toHaveLength(1);
    expect(findAll(japanese, '号は1234です')).toHaveLength(0);
  });

  it('takes a value as a name under its key alone', () => {
    expect(kinds('Ada Lovelace')).toEqual([]);
    expect(kinds('Ada Lovelace', 'full_name')).toEqual(['person-name Ada Lovelace']);
  });

  it('finds what lies across the blocks of a long text', () => {
    for (let shift = 0; shift < 24; shift++) {
      const text = `${'x '.repeat(2040)}${' '.repeat(shift)}ann@example.com ${'y '.repeat(3000)}AKIAIOSFODNN7EXAMPLE`;
      expect(kinds(text)).toEqual(['email ann@example.com', 'aws-access-key-id AKIAIOSFODNN7EXAMPLE']);
    }
  });

  it('takes of matches that overlap the higher score, then the longer, then the earlier, and what is left of the others', () => {
    const overlapping = compileDetectors([
      row({ kind: 'low', pattern: /abcdef/gu, score: 0.4 }),
      row({ kind: 'high', pattern: /cd/gu, score: 0.9 }),
      row({ kind: 'long', pattern: /efghi/gu, score: 0.6 }),
      row({ kind: 'short', pattern: /ghi/gu, score: 0.6 }),
    ]);
    const found = (text: string): string[] =>
      findAll(overlapping, text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
    expect(found('abcdefghi')).toEqual(['low ab', 'high cd', 'long efghi']);
    expect(found('abcdef')).toEqual(['low ab', 'high cd', 'low ef']);
  });

  it('takes a text as one finding where a detector throws, and says which', () => {
    const failing = compileDetectors([
      row({
        isValid: () => {
          throw new Error('the value');
        },
      }),
    ]);
    expect(find(failing, 'aab')).toEqual({
      findings: [{ kind: 'unchecked', start: 0, end: 3, score: 1 }],
      failure: { detector: 'sample', cause: 'threw' },
    });
    expect(find(failing, 'aaa')).toEqual({ findings: [] });
  });

  it('takes a text as one finding where a detector matches more than its budget', () => {
    const wild = compileDetectors([row({ isValid: () => false })], {
      matchedPerUnitMax: 2,
      matchedAtStartMax: 20,
    });
    expect(find(wild, 'b'.repeat(100)).failure).toEqual({ detector: 'sample', cause: 'budget' });
    const stream = new FindStream(wild);
    stream.push('a');
    const settled = stream.push('b'.repeat(100));
    expect(settled.failure).toEqual({ detector: 'sample', cause: 'budget' });
    expect(settled.findings).toEqual([{ kind: 'unchecked', start: 1, end: 101, score: 1 }]);
    expect(stream.push('more').findings).toEqual([]);
  });

  it('refuses rows without a bound, with too far a look, twice the same', () => {
    expect(() => compileDetectors([row({ pattern: /b+/gu })])).toThrow(/matches up to Infinity/);
    expect(() => compileDetectors([row({ pattern: /b(?=c{0,65})/gu })])).toThrow(/looks 65 around/);
    expect(() => compileDetectors([row({ lengthMax: 5000 })])).toThrow(/lengthMax exceeds 4096/);
    expect(() => compileDetectors([row({}), row({})])).toThrow(/sample is there twice/);
  });
});
