import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyPieces, joinedBytesMax } from './join-body.js';

const digest = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

describe('joining a body', () => {
  it('gives back every body cut anywhere, in any order of arrival', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1 }),
        fc.array(fc.nat()),
        fc.boolean(),
        (body, cuts, reversed) => {
          const borders = [...new Set([0, ...cuts.map((cut) => cut % body.length), body.length])].sort(
            (a, b) => a - b,
          );
          const pieces = borders.slice(1).map((end, index) => [borders[index] ?? 0, end] as const);
          const joiner = new BodyPieces();
          for (const [start, end] of reversed ? pieces.toReversed() : pieces) {
            joiner.add(start, end - start, true, body.subarray(start, end));
          }
          expect(joiner.join(body.length, digest(body))).toEqual({
            kind: 'whole',
            bytes: Buffer.from(body),
            digestMatches: true,
          });
        },
      ),
    );
  });

  it('says when bytes are missing, were never recorded, are too many, or are others', () => {
    const body = Buffer.from('0123456789');
    const gap = new BodyPieces();
    gap.add(0, 4, true, body.subarray(0, 4));
    gap.add(5, 5, true, body.subarray(5));
    expect(gap.join(10, digest(body)).kind).toBe('missing');
    const erased = new BodyPieces();
    erased.add(0, 10, true, undefined);
    expect(erased.join(10, digest(body)).kind).toBe('missing');
    const unrecorded = new BodyPieces();
    unrecorded.add(0, 10, false, undefined);
    expect(unrecorded.join(10, digest(body)).kind).toBe('none');
    const long = new BodyPieces();
    long.add(0, joinedBytesMax + 1, true, Buffer.alloc(joinedBytesMax + 1));
    expect(long.join(joinedBytesMax + 1, Buffer.alloc(0)).kind).toBe('too-long');
    const other = new BodyPieces();
    other.add(0, 10, true, body);
    expect(other.join(10, digest(Buffer.from('x')))).toMatchObject({ kind: 'whole', digestMatches: false });
  });
});
