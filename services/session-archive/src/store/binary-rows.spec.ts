import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BinaryRows, columnCharactersMax, searchable } from './binary-rows.js';

const fieldOf = (write: (rows: BinaryRows) => void): Buffer => {
  const rows = new BinaryRows(16);
  write(rows);
  const bytes = rows.finish();
  expect(bytes.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\xff\r\n\0');
  expect(bytes.readInt16BE(bytes.length - 2)).toBe(-1);
  const field = bytes.subarray(19, -2);
  return field.subarray(4, 4 + field.readInt32BE(0));
};

describe('binary rows', () => {
  it('write any safe integer as bigint', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(fieldOf((rows) => rows.int64(value)).readBigInt64BE()).toBe(BigInt(value));
      }),
    );
  });

  it('write UUIDs as their 16 bytes, and nothing else', () => {
    fc.assert(
      fc.property(fc.uuid(), (value) => {
        expect(fieldOf((rows) => rows.uuid(value)).toString('hex')).toBe(value.replaceAll('-', ''));
      }),
    );
    expect(() => new BinaryRows(16).uuid('not a uuid')).toThrow(RangeError);
  });

  it('write texts as an array of fields, and nothing where there are none', () => {
    const array = fieldOf((rows) => rows.texts(['a', 'ü\0']));
    expect(array.subarray(0, 20).toString('hex')).toBe(
      ['00000001', '00000000', '00000019', '00000002', '00000001'].join(''),
    );
    expect(array.subarray(20).toString('latin1')).toBe(
      Buffer.from('\0\0\0\u0001a\0\0\0\u0005ü\ufffd').toString('latin1'),
    );
    const none = new BinaryRows(16);
    none.texts([]);
    expect(none.finish().subarray(19, -2).toString('hex')).toBe('ffffffff');
  });

  it('write text as UTF-8 without NUL, cut, over the edge of the first buffer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const written = fieldOf((rows) => rows.text(value)).toString();
        expect(written).toBe(Buffer.from(searchable(value)).toString());
        expect(written).not.toContain('\0');
      }),
    );
    expect(searchable('x'.repeat(600))).toHaveLength(columnCharactersMax);
    const large = Buffer.alloc(300_000, 7);
    expect(fieldOf((rows) => rows.bytes(large)).equals(large)).toBe(true);
  });
});
