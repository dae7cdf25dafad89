/** Undoes the content coding of a body that is there whole, as far as the gateway takes codings. */
import { codingsOf, undoCodings, type Undone } from '@sallyport/service-kit/http/content-coding';

/** Nobody needs more than one on top of another. */
const codingsMax = 2;

export function undoCoding(bytes: Buffer, contentEncoding: string, bytesMax: number): Undone<Buffer> {
  const codings = codingsOf(contentEncoding);
  if (codings.length > codingsMax) return { kind: 'coded', fault: 'UNKNOWN_CODING' };
  return undoCodings(bytes, codings, bytesMax);
}

export function isCoded(contentEncoding: string): boolean {
  return contentEncoding !== '' && contentEncoding.trim().toLowerCase() !== 'identity';
}
