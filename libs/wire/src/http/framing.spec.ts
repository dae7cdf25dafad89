import { describe, expect, it } from 'vitest';
import { readFraming } from './framing.js';
import { RequestHeaders } from './request-headers.js';

const framing = (raw: string[], version = '1.1') =>
  readFraming(new RequestHeaders(['Host', 'h', ...raw], version));
const refused = (problem: string) => ({ kind: 'refused', problem });

describe('framing', () => {
  it('has one reading', () => {
    expect(framing([])).toEqual({ kind: 'none' });
    expect(framing(['Content-Length', '0'])).toEqual({ kind: 'none' });
    expect(framing(['content-length', '12'])).toEqual({ kind: 'length', bytes: 12 });
    expect(framing(['Transfer-Encoding', 'Chunked'])).toEqual({ kind: 'chunked' });
  });

  it.each([
    [['Content-Length', '1', 'Transfer-Encoding', 'chunked'], 'LENGTH_AND_TRANSFER_ENCODING'],
    [['Content-Length', '1', 'Content-Length', '1'], 'DUPLICATE_LENGTH'],
    [['Content-Length', '1, 1'], 'BAD_LENGTH'],
    [['Content-Length', '+1'], 'BAD_LENGTH'],
    [['Content-Length', ''], 'BAD_LENGTH'],
    [['Content-Length', '1e3'], 'BAD_LENGTH'],
    [['Content-Length', '9999999999999999'], 'BAD_LENGTH'],
    [['Transfer-Encoding', 'gzip, chunked'], 'TRANSFER_ENCODING_NOT_CHUNKED'],
    [['Transfer-Encoding', 'chunked', 'Transfer-Encoding', 'chunked'], 'TRANSFER_ENCODING_NOT_CHUNKED'],
    [['Transfer-Encoding', ''], 'TRANSFER_ENCODING_NOT_CHUNKED'],
    [['Host', 'other'], 'DUPLICATE_HOST'],
  ])('%j is refused: %s', (raw, problem) => expect(framing(raw)).toEqual(refused(problem)));

  it('knows no chunks in HTTP/1.0', () => {
    expect(framing(['Transfer-Encoding', 'chunked'], '1.0')).toEqual(
      refused('TRANSFER_ENCODING_IN_HTTP_1_0'),
    );
  });
});
