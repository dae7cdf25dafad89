import { describe, expect, it } from 'vitest';
import { partDraft } from './fixtures/sample-drafts.js';
import { bodyPieces, requestPart, responsePart } from './body-pieces.js';

describe('the pieces of a recorded body', () => {
  const shown = (...args: Parameters<typeof bodyPieces>): string[] =>
    bodyPieces(...args).map(({ bytes, offset, size }) => `${bytes.toString()}@${offset}+${size}`);

  it('stand for as much as they hold where nothing was masked', () => {
    expect(shown(Buffer.from('abcdefg'), { offset: 10, size: 7 }, 3)).toEqual([
      'abc@10+3',
      'def@13+3',
      'g@16+1',
    ]);
  });

  it('are longer than what came: the last ones stand for what is left, or nothing', () => {
    expect(shown(Buffer.from('abcdefg'), { offset: 0, size: 4 }, 3)).toEqual(['abc@0+3', 'def@3+1', 'g@4+0']);
  });

  it('are shorter than what came: the last one stands for all of the rest', () => {
    expect(shown(Buffer.from('abcd'), { offset: 2, size: 9 }, 3)).toEqual(['abc@2+3', 'd@5+6']);
  });

  it('are none where nothing is recorded', () => {
    expect(shown(Buffer.alloc(0), { offset: 0, size: 5 }, 3)).toEqual([]);
  });

  it('become part events with their bytes where these are kept', () => {
    const of = { requestId: 'r', envelope: partDraft('r').envelope, full: true };
    const piece = { bytes: Buffer.from('abc'), offset: 4, size: 5 };
    const { body, payloads } = requestPart(of, 2, piece);
    expect(body).toMatchObject({
      $case: 'requestPart',
      value: { requestId: 'r', index: 2, offset: 4, size: 5 },
    });
    expect(payloads.map(({ content }) => Buffer.from(content).toString())).toEqual(['abc']);
    const bare = responsePart({ ...of, full: false }, 1, piece);
    expect(bare.body).toMatchObject({ $case: 'responsePart', value: { size: 5, content: undefined } });
    expect(bare.payloads).toEqual([]);
    expect(requestPart(of, 1, { ...piece, bytes: Buffer.alloc(0) }).payloads).toEqual([]);
  });
});
