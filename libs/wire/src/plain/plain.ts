/** Plain HTTP: what no dialect claims. JSON, forms and text are read as what their bytes are; everything else cannot be read. */
import { readJson } from '../json/read-json.js';
import type { Change, Dialect, ReadAnswer, ReadDocument } from '../llm/dialect.js';
import { emptyOperation } from '../llm/empty-operation.js';
import type { Operation, TextSpan, Unreadable } from '../llm/operation.js';
import { bodyLimits } from './body-limits.js';
import { looksWide } from './charset.js';
import { PlainStreamReader } from './event-stream.js';
import { readForm } from './form.js';
import { readJsonLines } from './json-lines.js';
import { collectTexts, everything, withTexts } from './json-texts.js';
import { plainRefusal } from './refusal.js';
import { labelOf, looksLikeForm, looksLikeJson, startsWithQuote, utf8Text } from './media.js';

interface ReadBody {
  readonly kind: 'body';
  readonly spans: readonly TextSpan[];
  apply(changes: readonly Change[]): Uint8Array;
}

const empty = (body: Uint8Array): ReadBody => ({ kind: 'body', spans: [], apply: () => body });
const document = everything('document');

function readJsonBody(body: Uint8Array): ReadBody | Unreadable {
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  const texts = collectTexts(json, document);
  return { kind: 'body', spans: texts.spans, apply: (changes) => withTexts(json, texts, changes) };
}

function readText(body: Uint8Array): ReadBody | Unreadable {
  const text = utf8Text(body);
  if (text === undefined) return { kind: 'unreadable', reason: 'NOT_UTF8', where: 'byte 0' };
  const span: TextSpan = { position: 'document', path: [], text, key: '', isJson: false };
  return {
    kind: 'body',
    spans: [span],
    apply: (changes) => {
      const last = changes.findLast((change) => change.kind === 'text' && change.span === 0);
      return last?.kind !== 'text' || last.text === text
        ? body
        : Buffer.from(last.text.toWellFormed(), 'utf8');
    },
  };
}

function readBody(body: Uint8Array, contentType: string): ReadBody | Unreadable {
  if (body.length === 0) return empty(body);
  const label = labelOf(contentType);
  if (label === 'json') return readJsonBody(body);
  if (looksLikeJson(body) || startsWithQuote(body)) {
    const read = readJsonBody(body);
    // What begins like JSON and is none is read by its label; JSON that is refused for another reason stays refused.
    if (read.kind === 'body' || read.reason !== 'NOT_JSON') return read;
    const lines = readJsonLines(body);
    if (lines !== undefined) return lines.kind === 'unreadable' ? lines : { ...lines, kind: 'body' };
  }
  if (label === 'form' || looksLikeForm(body)) {
    const form = readForm(body);
    return form.kind === 'unreadable' ? form : { ...form, kind: 'body' };
  }
  const text = readText(body);
  if (label === 'text') return text;
  // UTF-8 is text under any label: a zero byte in it would else hide the rest.
  if (text.kind === 'body' && !looksWide(body)) return text;
  return { kind: 'unreadable', reason: 'NOT_TEXT', where: 'byte 0' };
}

/** What is no text, where it may pass unread: nothing is known of it. */
export const unreadBody = (body: Uint8Array): ReadDocument => ({
  kind: 'read',
  operation: emptyOperation('http', 'http'),
  apply: () => body,
});

function readDocument(body: Uint8Array, contentType: string): ReadDocument | Unreadable {
  const read = readBody(body, contentType);
  if (read.kind === 'unreadable') return read;
  const operation: Operation = { ...emptyOperation('http', 'http'), spans: read.spans };
  return { kind: 'read', operation, apply: (changes) => read.apply(changes) };
}

function readAnswer(body: Uint8Array, contentType: string): ReadAnswer | Unreadable {
  const read = readDocument(body, contentType);
  if (read.kind === 'unreadable') return read;
  return {
    kind: 'read',
    operation: read.operation,
    usage: undefined,
    apply: (changes) => read.apply(changes),
  };
}

export const plain: Dialect = {
  name: 'http',
  claims: () => true,
  readRequest: (_target, body, contentType) => readDocument(body, contentType),
  readAnswer: (_request, body, contentType) => readAnswer(body, contentType),
  openStream: () => new PlainStreamReader(),
  refusal: plainRefusal,
};
