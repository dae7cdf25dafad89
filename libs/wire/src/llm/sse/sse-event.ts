/** What one frame of an event stream says: its fields (WHATWG event stream format), and where its data lies in the bytes. */

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;

/** Half-open byte range. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

// Without `fatal`: browsers and client libraries read a replacement character too. A mark inside the data is content.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const decode = (bytes: Uint8Array, start: number, end: number) => decoder.decode(bytes.subarray(start, end));

/** Whether a field of this name starts at `start`: compared as bytes, because nearly every line is data. */
function isNamed(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  if (end - start !== name.length) return false;
  for (let index = 0; index < name.length; index += 1) {
    if (bytes[start + index] !== name.charCodeAt(index)) return false;
  }
  return true;
}

/** End of the line that starts at `from`; `hasCr` where the frame has a CR at all, which most have not. */
function lineEnd(bytes: Uint8Array, from: number, hasCr: boolean): number {
  const lf = bytes.indexOf(LF, from);
  const end = lf < 0 ? bytes.length : lf;
  const cr = hasCr ? bytes.indexOf(CR, from) : -1;
  return cr >= 0 && cr < end ? cr : end;
}

const startsWithBom = (bytes: Uint8Array) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

export class SseEvent {
  readonly bytes: Uint8Array;
  /** Value of each data line, in order. */
  readonly dataRanges: readonly ByteRange[];
  /** Lines of data joined by LF; undefined where there is no data: such a frame dispatches nothing. */
  readonly data: Uint8Array | undefined;
  readonly id: string | undefined;
  readonly retryMs: number | undefined;
  readonly #nameStart: number;
  readonly #nameEnd: number;

  /** @param isFirst The first frame of the stream: a byte order mark before it is no content. */
  constructor(bytes: Uint8Array, isFirst: boolean) {
    const dataRanges: ByteRange[] = [];
    let id: string | undefined;
    let retryMs: number | undefined;
    let nameStart = 0;
    let nameEnd = 0;
    const hasCr = bytes.includes(CR);
    let at = isFirst && startsWithBom(bytes) ? 3 : 0;
    while (at < bytes.length) {
      const end = lineEnd(bytes, at, hasCr);
      let fieldEnd = at;
      while (fieldEnd < end && bytes[fieldEnd] !== COLON) fieldEnd += 1;
      let value = fieldEnd < end ? fieldEnd + 1 : end;
      if (value < end && bytes[value] === SPACE) value += 1;
      if (isNamed(bytes, at, fieldEnd, 'data')) dataRanges.push({ start: value, end });
      else if (isNamed(bytes, at, fieldEnd, 'event')) {
        nameStart = value;
        nameEnd = end;
      } else if (isNamed(bytes, at, fieldEnd, 'id')) {
        const text = decode(bytes, value, end);
        if (!text.includes('\0')) id = text;
      } else if (isNamed(bytes, at, fieldEnd, 'retry')) {
        const text = decode(bytes, value, end);
        if (/^[0-9]{1,9}$/.test(text)) retryMs = Number(text);
      }
      at = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
    }
    this.bytes = bytes;
    this.dataRanges = dataRanges;
    this.data = dataOf(bytes, dataRanges);
    this.id = id;
    this.retryMs = retryMs;
    this.#nameStart = nameStart;
    this.#nameEnd = nameEnd;
  }

  /** Empty where none is named; the format then says `message`. Decoded when asked for: most dialects repeat it as a type. */
  get event(): string {
    return this.#nameStart === this.#nameEnd ? '' : decode(this.bytes, this.#nameStart, this.#nameEnd);
  }

  get isError(): boolean {
    return isNamed(this.bytes, this.#nameStart, this.#nameEnd, 'error');
  }
}

export const readSseEvent = (bytes: Uint8Array, isFirst: boolean): SseEvent => new SseEvent(bytes, isFirst);

function dataOf(bytes: Uint8Array, ranges: readonly ByteRange[]): Uint8Array | undefined {
  const [first, second] = ranges;
  if (first === undefined) return undefined;
  if (second === undefined) return bytes.subarray(first.start, first.end);
  const data = new Uint8Array(ranges.reduce((sum, { start, end }) => sum + end - start + 1, -1)).fill(LF);
  let offset = 0;
  for (const { start, end } of ranges) {
    data.set(bytes.subarray(start, end), offset);
    offset += end - start + 1;
  }
  return data;
}
