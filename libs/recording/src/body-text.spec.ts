import { describe, expect, it } from 'vitest';
import { bodyText, bodyTextBytesMax, partText } from './body-text.js';

const none = () => undefined;

describe('body text', () => {
  it('is UTF-8, or said to be binary', () => {
    expect(bodyText(Buffer.from('grüße'), '', none)).toEqual({
      kind: 'text',
      text: 'grüße',
      truncated: false,
    });
    expect(bodyText(Buffer.of(0xff, 0xfe), '', none)).toEqual({ kind: 'binary' });
    expect(bodyText(Buffer.from('a\0b'), '', none)).toEqual({ kind: 'binary' });
  });

  it('is decoded first, where that is possible', () => {
    expect(bodyText(Buffer.from('x'), 'gzip', () => Buffer.from('plain'))).toMatchObject({ text: 'plain' });
    expect(bodyText(Buffer.from('x'), 'gzip', none)).toEqual({ kind: 'undecodable' });
  });

  it('is cut without breaking a character', () => {
    const body = bodyText(Buffer.from(`x${'ü'.repeat(bodyTextBytesMax)}`), '', none);
    expect(body).toMatchObject({ kind: 'text', truncated: true });
    expect(body.kind === 'text' && body.text.endsWith('ü')).toBe(true);
  });

  it('of a part leaves out the characters that its borders divide', () => {
    const bytes = Buffer.from('aüb€c');
    expect(partText(bytes.subarray(0, 2))).toMatchObject({ text: 'a' });
    expect(partText(bytes.subarray(2, 6))).toMatchObject({ text: 'b' });
    expect(partText(bytes.subarray(6))).toMatchObject({ text: 'c' });
  });
});
