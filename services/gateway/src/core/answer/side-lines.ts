/** What no dialect reads of a stream (comments, names and ids of events, data that is no JSON), masked as the text it is. */
import type { StreamFrame } from '@sallyport/wire/llm/dialect';
import type { MaskTally } from '../masking/mask-tally.js';
import type { Passed } from './answer.js';
import { wholeForms, type Masks, type TextForms, type WholeForms } from './text-forms.js';

/** Lines in which nothing is found, such as `event: ping`, remembered by stream; the protocols have some dozens. */
const cleanLinesMax = 64;
const cleanLineBytesMax = 64;

const LF = 0x0a;
const CR = 0x0d;
const LETTER_E = 0x65;
const data = Buffer.from('data');
const noValues: ReadonlyMap<string, string> = new Map();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export class SideLines {
  readonly #plan: Masks['plan'];
  readonly #tally: MaskTally;
  readonly #cleanLines = new Set<string>();

  constructor({ plan }: Masks, tally: MaskTally) {
    this.#plan = plan;
    this.#tally = tally;
  }

  /** Undefined where nothing is found: `client` and `recorded` are the frame as it is written otherwise. */
  formsOf({ bytes, unreadable }: StreamFrame, client: Uint8Array, recorded: Uint8Array): Passed | undefined {
    if (this.#plan === undefined) return undefined;
    if (unreadable === undefined && this.#isClean(bytes)) return undefined;
    const isWhole = unreadable !== undefined;
    const first = this.#masked(client, isWhole, 'client');
    return { client: first, recorded: this.#masked(recorded, isWhole, 'recorded') };
  }

  #isClean(frame: Uint8Array): boolean {
    if (isOneDataLine(frame)) return true;
    for (const [start, end] of sideLinesOf(frame)) if (!this.#isCleanLine(frame, start, end)) return false;
    return true;
  }

  #isCleanLine(frame: Uint8Array, start: number, end: number): boolean {
    const isName = frame[start] === LETTER_E && end - start <= cleanLineBytesMax;
    const line = isName
      ? Buffer.from(frame.buffer, frame.byteOffset + start, end - start).toString('latin1')
      : '';
    if (isName && this.#cleanLines.has(line)) return true;
    const text = decoder.decode(frame.subarray(start, end));
    const { recorded, client } = this.#forms(text);
    if (recorded !== text || client !== text) return false;
    if (isName && this.#cleanLines.size < cleanLinesMax) this.#cleanLines.add(line);
    return true;
  }

  #masked(frame: Uint8Array, isWhole: boolean, form: keyof TextForms): Uint8Array {
    const pieces: Uint8Array[] = [];
    let kept = 0;
    for (const [start, end] of isWhole ? [[0, frame.length] as const] : sideLinesOf(frame)) {
      const text = decoder.decode(frame.subarray(start, end));
      const { [form]: masked, report } = this.#forms(text);
      if (form === 'recorded' && report !== undefined) this.#tally.add(report, 'metadata', 0);
      if (masked === text) continue;
      pieces.push(frame.subarray(kept, start), Buffer.from(masked, 'utf8'));
      kept = end;
    }
    return kept === 0 ? frame : Buffer.concat([...pieces, frame.subarray(kept)]);
  }

  #forms(text: string): WholeForms {
    return wholeForms(
      { plan: this.#plan, values: noValues },
      { text, isJson: false, key: '', position: 'metadata' },
    );
  }
}

/** Lines that are neither blank nor data: where each starts and ends. */
function* sideLinesOf(frame: Uint8Array): Generator<readonly [start: number, end: number]> {
  let start = 0;
  while (start < frame.length) {
    let end = frame.indexOf(LF, start);
    if (end < 0) end = frame.length;
    const cr = frame.subarray(start, end).indexOf(CR);
    if (cr >= 0) end = start + cr;
    if (end > start && !isData(frame, start)) yield [start, end];
    start = end + 1;
  }
}

/** As most frames are. */
function isOneDataLine(frame: Uint8Array): boolean {
  if (!isData(frame, 0)) return false;
  const lf = frame.indexOf(LF);
  const cr = frame.indexOf(CR);
  return lf >= frame.length - 3 && (cr < 0 || cr >= lf - 1);
}

function isData(frame: Uint8Array, start: number): boolean {
  for (let index = 0; index < data.length; index += 1) if (frame[start + index] !== data[index]) return false;
  return true;
}
