/** Changes a document at its bytes: what no edit names stays as it was written, white space and spellings included. */
import type { LocatedJson } from './located-json.js';
import { stride } from './tape.js';
import type { NodeId } from './tape.js';

export type Edit =
  /** Other text in place of a string, of a member's name, or of a number, whose text is its spelling. */
  | { readonly kind: 'text'; readonly node: NodeId; readonly text: string }
  /** Another value, as `JSON.stringify` writes it. */
  | { readonly kind: 'value'; readonly node: NodeId; readonly value: unknown }
  /** An element of an array, or a member by its value: gone, with one comma. Wins over edits inside it. */
  | { readonly kind: 'remove'; readonly node: NodeId }
  /** One more element behind the others. */
  | { readonly kind: 'append'; readonly array: NodeId; readonly value: unknown }
  /** One more member behind the others; that no member has the name already is the caller's care. */
  | { readonly kind: 'add'; readonly object: NodeId; readonly name: string; readonly value: unknown };

/** Bytes from `start` to `end` become `text`. */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A lone surrogate cannot be sent as UTF-8: it becomes U+FFFD. */
const written = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.toWellFormed()) : JSON.stringify(value);

export function splice(json: LocatedJson, edits: readonly Edit[]): Uint8Array {
  const cuts: Cut[] = [];
  const removed = new Set<NodeId>();
  const added = new Map<NodeId, string[]>();
  const add = (container: NodeId, text: string): void => {
    const texts = added.get(container);
    if (texts === undefined) added.set(container, [text]);
    else texts.push(text);
  };
  for (const edit of edits) {
    switch (edit.kind) {
      case 'text':
        if ((json.text(edit.node) ?? json.raw(edit.node)) !== edit.text)
          cuts.push(cutOf(json, edit.node, written(edit.text)));
        break;
      case 'value':
        cuts.push(cutOf(json, edit.node, written(edit.value)));
        break;
      case 'remove':
        removed.add(edit.node);
        break;
      case 'append':
        add(edit.array, written(edit.value));
        break;
      case 'add':
        add(edit.object, `${written(edit.name)}:${written(edit.value)}`);
        break;
    }
  }
  if (removed.size > 0 || added.size > 0) cuts.push(...containerCuts(json, removed, added));
  return cuts.length === 0 ? json.bytes : assemble(json.bytes, cuts);
}

const cutOf = (json: LocatedJson, node: NodeId, text: string): Cut => ({
  start: json.startOf(node),
  end: json.endOf(node),
  text,
});

/** One walk over the tape, so that many removals cost no more than one. */
function containerCuts(
  json: LocatedJson,
  removed: ReadonlySet<NodeId>,
  added: ReadonlyMap<NodeId, readonly string[]>,
): Cut[] {
  const cuts: Cut[] = [];
  for (let node = 0; node < json.tape.length; node += stride) {
    const isObject = json.isObject(node);
    if (!isObject && !json.isArray(node)) continue;
    /** From a member's name, or an element, to its value. */
    const toValue = isObject ? stride : 0;
    const end = json.behind(node);
    let lastEnd = json.endOf(node) - 1;
    let left = 0;
    for (let at = node + stride; at < end; at = json.behind(at + toValue)) {
      const valueEnd = json.endOf(at + toValue);
      if (!removed.has(at + toValue)) {
        left += 1;
      } else if (left > 0) {
        cuts.push({ start: lastEnd, end: valueEnd, text: '' });
      } else {
        const next = json.behind(at + toValue);
        cuts.push({ start: json.startOf(at), end: next < end ? json.startOf(next) : valueEnd, text: '' });
      }
      lastEnd = valueEnd;
    }
    const texts = added.get(node);
    if (texts !== undefined)
      cuts.push({ start: lastEnd, end: lastEnd, text: (left > 0 ? ',' : '') + texts.join(',') });
  }
  return cuts;
}

/** One text in a frame of a stream, as nearly every change is. */
function assembleOne(bytes: Uint8Array, { start, end, text }: Cut): Uint8Array {
  const length = Buffer.byteLength(text, 'utf8');
  const out = Buffer.allocUnsafe(bytes.length - (end - start) + length);
  out.set(bytes.subarray(0, start));
  out.write(text, start, 'utf8');
  out.set(bytes.subarray(end), start + length);
  return out;
}

/** Outer cuts win over those inside them. */
function assemble(bytes: Uint8Array, cuts: readonly Cut[]): Uint8Array {
  const [only, second] = cuts;
  if (only !== undefined && second === undefined) return assembleOne(bytes, only);
  const ordered = cuts
    .map((cut, index) => ({ ...cut, index }))
    .sort((one, other) => one.start - other.start || other.end - one.end || one.index - other.index);
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of ordered) {
    if (start < at) continue;
    pieces.push(bytes.subarray(at, start), Buffer.from(text, 'utf8'));
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return Buffer.concat(pieces);
}
