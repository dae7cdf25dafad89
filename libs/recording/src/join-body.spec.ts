import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyPieces, joinedBytesMax } from './join-body.js';
import type { JoinedBody } from './join-body.js';

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
          const added = pieces.map(([start, end], index) => () => {
            joiner.add({ index, offset: start, size: end - start }, true, body.subarray(start, end));
          });
          for (const add of reversed ? added.toReversed() : added) add();
          expect(joiner.join(body.length, digest(body))).toEqual({
            kind: 'whole',
            bytes: Buffer.from(body),
            digestMatches: true,
          });
        },
      ),
    );
  });

  it('of what masking made longer, shorter or held back has the recorded bytes', () => {
    const recorded = ['my mail', '', ' is [EMAIL', '] and so on'];
    const sizes = [9, 4, 11, 0];
    const offsets = [0, 9, 13, 24];
    const sha256 = digest(Buffer.from(recorded.join('')));
    const told = (contentOf: (index: number) => Buffer | undefined): JoinedBody => {
      const joiner = new BodyPieces();
      for (const index of [3, 1, 0, 2]) {
        const bytes = contentOf(index);
        const place = { index: index + 1, offset: offsets[index] ?? 0, size: sizes[index] ?? 0 };
        joiner.add(place, bytes !== undefined, bytes);
      }
      return joiner.join(24, sha256);
    };
    const whole = { kind: 'whole', bytes: Buffer.from(recorded.join('')), digestMatches: true };
    expect(told((index) => Buffer.from(recorded[index] ?? ''))).toEqual(whole);
    // A piece of which everything was held back may come without content.
    expect(told((index) => (recorded[index] ? Buffer.from(recorded[index]) : undefined))).toEqual(whole);
    expect(told((index) => (index === 2 ? undefined : Buffer.from(recorded[index] ?? ''))).kind).toBe(
      'missing',
    );
  });

  it('needs no piece for what passed last and left nothing to record', () => {
    const kept = Buffer.from('data: a\n\n');
    const joiner = new BodyPieces();
    joiner.add({ index: 1, offset: 0, size: 20 }, true, kept);
    expect(joiner.join(64, digest(kept))).toEqual({ kind: 'whole', bytes: kept, digestMatches: true });
    expect(joiner.join(64, Buffer.alloc(0)).kind).toBe('missing');
    expect(joiner.join(64, digest(Buffer.from('more'))).kind).toBe('missing');
  });

  it('says when bytes are missing, were never recorded, are too many, or are others', () => {
    const body = Buffer.from('0123456789');
    const whole = { index: 0, offset: 0, size: 10 };
    const gap = new BodyPieces();
    gap.add({ ...whole, size: 4 }, true, body.subarray(0, 4));
    gap.add({ index: 2, offset: 5, size: 5 }, true, body.subarray(5));
    expect(gap.join(10, digest(body)).kind).toBe('missing');
    const erased = new BodyPieces();
    erased.add(whole, true, undefined);
    expect(erased.join(10, digest(body)).kind).toBe('missing');
    const unrecorded = new BodyPieces();
    unrecorded.add(whole, false, undefined);
    expect(unrecorded.join(10, digest(body)).kind).toBe('none');
    const long = new BodyPieces();
    long.add({ ...whole, size: joinedBytesMax + 1 }, true, Buffer.alloc(joinedBytesMax + 1));
    expect(long.join(joinedBytesMax + 1, Buffer.alloc(0)).kind).toBe('too-long');
    const other = new BodyPieces();
    other.add(whole, true, body);
    expect(other.join(10, digest(Buffer.from('x')))).toMatchObject({ kind: 'whole', digestMatches: false });
  });
});
