import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain, unreadBody } from './plain.js';

const target = { method: 'POST', path: '/x', query: '' };
const read = (body: string | Uint8Array, contentType: string) => {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  return plain.readRequest(target, bytes, contentType);
};
const document = (body: string | Uint8Array, contentType: string) => {
  const got = read(body, contentType);
  if (got.kind !== 'read') throw new Error(got.reason);
  return got;
};
const texts = (body: string, contentType: string) =>
  document(body, contentType).operation.spans.map(({ key, text }) => `${key}=${text}`);
const applied = (body: string, contentType: string, span: number, text: string) =>
  Buffer.from(document(body, contentType).apply([{ kind: 'text', span, text }])).toString();

describe('what a body is', () => {
  it('follows its label where that is true', () => {
    expect(texts('{"a":"x","b":{"c":["y"]}}', 'application/json')).toEqual(['a=x', '=y']);
    expect(texts('a=x&b=y', 'application/x-www-form-urlencoded')).toEqual(['a=x', 'b=y']);
    expect(texts('hello', 'text/plain; charset=utf-8')).toEqual(['=hello']);
    expect(texts('<a>hello</a>', 'application/xml')).toEqual(['=<a>hello</a>']);
    expect(texts('"x"', 'application/problem+json')).toEqual(['=x']);
  });

  it('follows its bytes where the label lies', () => {
    for (const label of ['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream', ''])
      expect(texts('\n {"a":"\\u0040"}', label)).toEqual(['a=@']);
    expect(texts('hello', 'image/png')).toEqual(['=hello']);
    expect(texts('{not json', 'text/plain')).toEqual(['={not json']);
  });

  it('is read line by line where each holds a document, whatever the label', () => {
    const lines = '\n{"a":"\\u0040"}\r\n\n ["b", "c"]\n{"d":1}\n{"e":"f"}';
    for (const label of ['application/x-ndjson', 'text/plain', ''])
      expect(texts(lines, label)).toEqual(['a=@', '=b', '=c', 'e=f']);
    expect(applied(lines, '', 2, 'x')).toBe(lines.replace('"c"', '"x"'));
    expect(applied(lines, '', 3, 'x')).toBe(lines.replace('"f"', '"x"'));
    expect(applied(lines, '', 0, 'x')).toBe(lines.replace('"\\u0040"', '"x"'));
    expect(texts('{"a":"x"}\n{not json', '')).toEqual(['={"a":"x"}\n{not json']);
    expect(texts('{"a":"x"} trailing', 'text/plain')).toEqual(['={"a":"x"} trailing']);
  });

  it('is refused where a line of it is a document that is refused alone', () => {
    expect(read('{"a":1}\n{"b":1,"b":2}\n{not json', 'text/plain')).toMatchObject({
      reason: 'DUPLICATE_KEY',
    });
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    expect(read(`{"a":1}\n${deep}`, '')).toMatchObject({ reason: 'TOO_DEEP' });
    expect(read('{"a":1}\n{"b":"\\ud800"}', '')).toMatchObject({ reason: 'NOT_UTF8' });
  });

  it('counts values over all lines', () => {
    const line = `[${'1,'.repeat(9_998)}1]\n`;
    expect(document(line.repeat(100), '').operation.spans).toEqual([]);
    expect(read(line.repeat(101), '')).toMatchObject({
      reason: 'TOO_MANY_VALUES',
      where: 'byte 0 of document 100',
      limit: 1_000_000,
    });
  });

  it('is JSON where it is a string alone, and text where only its beginning is one', () => {
    expect(texts('"a\\u0040b"', 'text/plain')).toEqual(['=a@b']);
    expect(texts('"a" said\n"b"', 'text/plain')).toEqual(['="a" said\n"b"']);
    expect(texts('"a","b"\n"c","d"', 'text/csv')).toEqual(['="a","b"\n"c","d"']);
  });

  it('is a form where it reads as one and something is encoded in it', () => {
    expect(texts('a=x%40y&b[]=1+2', 'text/plain')).toEqual(['a=x@y', 'b[]=1 2']);
    expect(texts('a=x%40y', '')).toEqual(['a=x@y']);
    for (const text of ['a=x&b=y', 'if a=x%40y then', 'a=x%40y\nb', 'a=100%', '=%40', 'a%40b'])
      expect(texts(text, 'text/plain')).toEqual([`=${text}`]);
  });

  it('is text under any label where it is UTF-8, a zero byte in it notwithstanding', () => {
    expect(texts('ada@example.com\0', 'application/octet-stream')).toEqual(['=ada@example.com\0']);
  });

  it('is no text where its zero bytes are those of a wider alphabet', () => {
    const wide = Buffer.from('ada@example.com', 'utf16le');
    const utf32 = Buffer.from(Array.from('\0ada@e', (character) => `\0\0\0${character}`).join(''));
    for (const body of [wide, Buffer.from(wide).swap16(), utf32, Buffer.concat([Buffer.from('a'), wide])])
      expect(read(body, 'application/octet-stream')).toMatchObject({ reason: 'NOT_TEXT' });
  });

  it('is not read where it is no text', () => {
    expect(document('', 'application/json').operation.spans).toEqual([]);
    const image = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0);
    expect(read(image, 'image/png')).toMatchObject({ kind: 'unreadable', reason: 'NOT_TEXT' });
    expect(unreadBody(image).operation.spans).toEqual([]);
    expect(unreadBody(image).apply([])).toBe(image);
  });

  it('is not read where it claims to be what it is not', () => {
    expect(read('hello', 'application/json')).toMatchObject({ reason: 'NOT_JSON' });
    expect(read('{"a":1,"a":2}', 'text/plain')).toMatchObject({ reason: 'DUPLICATE_KEY' });
    expect(read(Uint8Array.of(0x68, 0xe4), 'text/plain; charset=iso-8859-1')).toMatchObject({
      reason: 'NOT_UTF8',
    });
    expect(read(Uint8Array.of(0x61, 0x3d, 0xe4), 'application/x-www-form-urlencoded')).toMatchObject({
      reason: 'NOT_UTF8',
    });
    expect(read('a=1&'.repeat(10_001), 'application/x-www-form-urlencoded')).toMatchObject({
      reason: 'TOO_MANY_VALUES',
    });
  });
});

describe('changes', () => {
  it('encodes the changed field of a form, and no other', () => {
    expect(
      applied('q=%61da%40example.org+x&r=%7e&s', 'application/x-www-form-urlencoded', 0, '[E] & co'),
    ).toBe('q=%5BE%5D+%26+co&r=%7e&s');
  });

  it('reads names of fields that can carry data', () => {
    const form = document('ada%40example.org=1', 'application/x-www-form-urlencoded');
    expect(form.operation.spans[0]).toMatchObject({ text: 'ada@example.org', isName: true });
    expect(applied('ada%40example.org=1', 'application/x-www-form-urlencoded', 0, 'E')).toBe('E=1');
  });

  it('knows a field that holds JSON', () => {
    expect(
      document('payload=%7B%22a%22%3A1%7D', 'application/x-www-form-urlencoded').operation.spans[0]?.isJson,
    ).toBe(true);
  });

  it('changes JSON and text in place', () => {
    expect(applied('{ "a" : "x" , "n": 1e3 }', 'application/json', 0, 'y"')).toBe(
      '{ "a" : "y\\"" , "n": 1e3 }',
    );
    expect(applied('hello', 'text/plain', 0, 'bye')).toBe('bye');
  });

  it('keeps two names apart that become one', () => {
    const body = document('{"a@x.org":1,"b@x.org":2}', 'application/json');
    const out = body.apply([0, 1].map((span) => ({ kind: 'text', span, text: '[EMAIL]' })));
    expect(Buffer.from(out).toString()).toBe('{"[EMAIL]":1,"[EMAIL] 2":2}');
  });
});

describe('properties', () => {
  const labels = fc.constantFrom(
    'application/json',
    'text/plain',
    'application/x-www-form-urlencoded',
    'image/png',
    '',
  );
  const bodies = fc.oneof(
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value), 'utf8')),
    fc.string({ unit: 'grapheme' }).map((text) => Buffer.from(text, 'utf8')),
    fc
      .array(fc.tuple(fc.string(), fc.string()))
      .map((fields) => Buffer.from(new URLSearchParams(fields).toString())),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );

  it('gives the same bytes where nothing changes', () => {
    fc.assert(
      fc.property(bodies, labels, (body, label) => {
        const got = read(body, label);
        if (got.kind !== 'read') return;
        expect(got.apply([])).toBe(body);
        const same = got.operation.spans.map(({ text }, span) => ({ kind: 'text', span, text }) as const);
        expect(Buffer.from(got.apply(same))).toEqual(body);
      }),
      { numRuns: 500 },
    );
  });

  it('reads back from a form what was written into it', () => {
    const field = fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(field, { minLength: 1 }), fc.string({ unit: 'grapheme' }), (fields, text) => {
        const label = 'application/x-www-form-urlencoded';
        const body = `f=0&${new URLSearchParams(fields).toString()}`;
        const form = document(body, label);
        const expected = new URLSearchParams(body);
        const values = form.operation.spans.filter(({ isName }) => isName !== true).map((span) => span.text);
        expect(values).toEqual([...expected.values()]);
        const again = new URLSearchParams(
          Buffer.from(form.apply([{ kind: 'text', span: 0, text }])).toString(),
        );
        expect(again.get('f')).toBe(text.toWellFormed());
        expect([...again.keys()]).toEqual([...expected.keys()]);
      }),
      { numRuns: 300 },
    );
  });
});
