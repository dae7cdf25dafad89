/** A JSON document on each line (NDJSON, JSON Lines): each is read and written for itself, whatever stands between them. */
import type { LocatedJson } from '../json/located-json.js';
import { readJson } from '../json/read-json.js';
import { stride } from '../json/tape.js';
import type { Change } from '../llm/dialect.js';
import type { TextSpan, Unreadable } from '../llm/operation.js';
import { bodyLimits } from './body-limits.js';
import { collectTexts, everything, withTexts, type JsonTexts } from './json-texts.js';

interface Line {
  readonly json: LocatedJson;
  readonly texts: JsonTexts;
  /** Number of its first text among those of all lines. */
  readonly first: number;
  /** What stands behind it: its line break, blank lines. */
  readonly behind: Uint8Array;
}

export interface JsonLines {
  readonly kind: 'lines';
  readonly spans: readonly TextSpan[];
  apply(changes: readonly Change[]): Uint8Array;
}

const LINE_FEED = 0x0a;
/** What may stand on a blank line. */
const isBlank = (byte: number): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === LINE_FEED;

function skipBlanks(body: Uint8Array, from: number): number {
  let at = from;
  while (at < body.length && isBlank(body[at] ?? 0)) at += 1;
  return at;
}

const document = everything('document');

/** Undefined where a line is no document, or there is only one. A document that is refused refuses all of them. */
export function readJsonLines(body: Uint8Array): JsonLines | Unreadable | undefined {
  const lines: Line[] = [];
  const spans: TextSpan[] = [];
  let values = 0;
  const start = skipBlanks(body, 0);
  for (let at = start; at < body.length;) {
    const feed = body.indexOf(LINE_FEED, at);
    const end = feed < 0 ? body.length : feed;
    const next = skipBlanks(body, end);
    const json = readJson(body.subarray(at, end), {
      ...bodyLimits,
      valuesMax: bodyLimits.valuesMax - values,
    });
    if (json.kind === 'unreadable')
      return json.reason === 'NOT_JSON' ? undefined : ofLine(json, lines.length);
    values += json.tape.length / stride;
    const texts = collectTexts(json, document);
    lines.push({ json, texts, first: spans.length, behind: body.subarray(end, next) });
    spans.push(...texts.spans);
    at = next;
  }
  if (lines.length < 2) return undefined;
  const before = body.subarray(0, start);
  return {
    kind: 'lines',
    spans,
    apply: (changes) => (changes.length === 0 ? body : Buffer.concat([before, ...written(lines, changes)])),
  };
}

/** Values are counted over all lines. Lines are told as documents, from 0: blank ones between them are none. */
const ofLine = (line: Unreadable, document: number): Unreadable => ({
  ...line,
  where: `${line.where} of document ${document}`,
  ...(line.reason === 'TOO_MANY_VALUES' && { limit: bodyLimits.valuesMax }),
});

function written(lines: readonly Line[], changes: readonly Change[]): Uint8Array[] {
  const byLine = new Map<Line, Change[]>();
  for (const change of changes) {
    if (change.kind !== 'text') continue;
    const line = lineOf(lines, change.span);
    if (line === undefined) continue;
    const own = byLine.get(line) ?? [];
    own.push({ ...change, span: change.span - line.first });
    byLine.set(line, own);
  }
  return lines.flatMap((line) => [withTexts(line.json, line.texts, byLine.get(line) ?? []), line.behind]);
}

/** The last line that begins with this text or before it: lines without texts begin where the next one does. */
function lineOf(lines: readonly Line[], span: number): Line | undefined {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.first ?? Infinity) <= span) low = middle + 1;
    else high = middle;
  }
  return lines[low - 1];
}
