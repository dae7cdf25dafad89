/** Forms (application/x-www-form-urlencoded, WHATWG URL §5): fields as spans; a changed one alone is encoded anew. */
import { isJsonText } from '../json/is-json-text.js';
import type { Change } from '../llm/dialect.js';
import type { TextSpan, Unreadable } from '../llm/operation.js';
import { formFieldsMax } from './body-limits.js';
import { utf8Text } from './media.js';

export interface Form {
  readonly kind: 'form';
  readonly spans: readonly TextSpan[];
  apply(changes: readonly Change[]): Uint8Array;
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

const AND = 0x26;
const EQUALS = 0x3d;

/** Names that say what a field is are no text of anyone; others are read like values. */
const ordinaryName = /^[\w.\-[\]]{0,64}$/;

const decode = (raw: string): string => new URLSearchParams(`x=${raw}`).get('x') ?? '';
const encode = (text: string): string =>
  new URLSearchParams([['x', text.toWellFormed()]]).toString().slice(2);

export function readForm(body: Uint8Array): Form | Unreadable {
  if (utf8Text(body) === undefined) return { kind: 'unreadable', reason: 'NOT_UTF8', where: 'byte 0' };
  const spans: TextSpan[] = [];
  const pieces: Piece[] = [];
  const textOf = ({ start, end }: Piece): string =>
    decode(Buffer.from(body.subarray(start, end)).toString('utf8'));
  let fields = 0;
  for (let start = 0; start < body.length;) {
    const and = body.indexOf(AND, start);
    const end = and < 0 ? body.length : and;
    const equals = body.subarray(start, end).indexOf(EQUALS);
    const name: Piece = { start, end: equals < 0 ? end : start + equals };
    const value: Piece = { start: equals < 0 ? end : start + equals + 1, end };
    if (end > start) {
      const key = textOf(name);
      const path = [fields, key];
      if (!ordinaryName.test(key)) {
        spans.push({ position: 'form-field', path, text: key, key: '', isJson: false, isName: true });
        pieces.push(name);
      }
      if (equals >= 0) {
        const text = textOf(value);
        spans.push({ position: 'form-field', path, text, key, isJson: isJsonText(text) });
        pieces.push(value);
      }
      fields += 1;
      if (fields > formFieldsMax)
        return {
          kind: 'unreadable',
          reason: 'TOO_MANY_VALUES',
          where: `byte ${start}`,
          limit: formFieldsMax,
        };
    }
    start = end + 1;
  }
  return { kind: 'form', spans, apply: (changes) => applied(body, spans, pieces, changes) };
}

function applied(
  body: Uint8Array,
  spans: readonly TextSpan[],
  pieces: readonly Piece[],
  changes: readonly Change[],
): Uint8Array {
  const texts = new Map<number, string>();
  for (const change of changes) {
    if (change.kind === 'text' && spans[change.span]?.text !== change.text)
      texts.set(change.span, change.text);
  }
  if (texts.size === 0) return body;
  const out: Uint8Array[] = [];
  let kept = 0;
  for (const [index, { start, end }] of pieces.entries()) {
    const text = texts.get(index);
    if (text === undefined) continue;
    out.push(body.subarray(kept, start), Buffer.from(encode(text), 'utf8'));
    kept = end;
  }
  out.push(body.subarray(kept));
  return Buffer.concat(out);
}
