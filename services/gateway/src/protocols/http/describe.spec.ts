import { describe, expect, it } from 'vitest';
import { recordedHeaders } from '@sallyport/contracts/recorded-headers';
import { RequestHeaders } from '@sallyport/wire/http/request-headers';
import { described, describeClaims } from './describe.js';

const secret = `key-${'x'.repeat(20)}`;
const words = (text: string): string => text.replaceAll(secret, '[KEY]');

describe('what a record shows of headers', () => {
  const shown = (value: string): string => {
    const [header] = described(recordedHeaders('request', ['user-agent', value]), words);
    return header?.value ?? '';
  };

  it('is masked before it is cut', () => {
    const cutInside = `${'a'.repeat(490)} ${secret}`;
    expect(shown(cutInside)).toBe(`${'a'.repeat(490)} [KEY]`);
    expect(shown(`${cutInside} ${'b'.repeat(600)}`)).toMatch(/ \[KEY\] b+\.\.\.$/);
    expect(shown('c'.repeat(600))).toBe(`${'c'.repeat(509)}...`);
    expect(shown(`\u00e9 ${secret}`)).toBe('\\xe9 [KEY]');
  });

  it('holds of claims, too', () => {
    const raw = ['x-sallyport-graph', `${'g'.repeat(250)}${secret}`, 'x-sallyport-node', '\u001b[2J'];
    const claimed = describeClaims(new RequestHeaders(raw, '1.1'), words);
    expect(claimed).toEqual({ graph: `${'g'.repeat(250)}[KEY]`, node: '\\x1b[2J', run: '' });
  });

  it('is nothing of a coding that is none', () => {
    const { contentEncoding } = new RequestHeaders(['content-encoding', `${'g'.repeat(50)}${secret}`], '1.1');
    expect(contentEncoding).toBe('unknown');
  });
});
