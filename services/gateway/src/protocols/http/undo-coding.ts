/** Undoes the content coding of a body that is there whole, as far as the gateway takes codings. */
import { codingsOf, undoCodings } from '@sallyport/service-kit/http/content-coding';

/** Nobody needs more than one on top of another. */
const codingsMax = 2;

/** Undefined where a coding is not known, the bytes are not of it, or more than `bytesMax` would come out. */
export function undoCoding(bytes: Buffer, contentEncoding: string, bytesMax: number): Buffer | undefined {
  const codings = codingsOf(contentEncoding);
  return codings.length > codingsMax ? undefined : undoCodings(bytes, codings, bytesMax);
}

export function isCoded(contentEncoding: string): boolean {
  return contentEncoding !== '' && contentEncoding.trim().toLowerCase() !== 'identity';
}
