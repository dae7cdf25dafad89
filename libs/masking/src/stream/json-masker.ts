/**
 * Masks the strings (and numbers) of a JSON text as it arrives in any fragments: what comes out is JSON as much as what came
 * in, and what is not masked keeps its bytes.
 */
import { Replacer, type MaskPlan } from '../actions/mask-plan.js';
import { MaskReporter } from '../actions/mask-report.js';
import { NOTHING, type MaskedText } from '../actions/masked-text.js';
import { NO_FIELD, type FieldName } from '../engine/field-names.js';
import { findIn, type FindOptions } from '../engine/find-all.js';
import { FindStream, type Settled } from '../engine/find-stream.js';
import { CopiedSource } from './copied-source.js';
import { isMark, JsonPosition } from './json-position.js';
import { closingQuoteAt, decodeJsonString, encodeJsonString, unfinishedEscapeAt } from './json-string.js';
import { SpanWriter } from './span-writer.js';

const LITERAL = /^(?:true|false|null)$/;
const END_OF_BARE = /["{}[\],:]/g;
const QUOTE = 0x22;
/** Longer names are names of nothing a row knows. */
const nameLengthMax = 256;
/** No number is longer; what is, is masked as plain text. */
const bareLengthMax = 1_024;

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

interface OpenString {
  readonly findings: FindStream;
  readonly writer: SpanWriter;
  /** What was read of it so far, where it is a name. */
  name: string | undefined;
  /** It is none: a run of what is no JSON, too long to wait for its end. */
  readonly isBare: boolean;
}

const asItIs = (text: string): string => text;

/** Where a number, a literal or what stands in its place ends, or -1. */
function endOfBare(source: string, from: number): number {
  END_OF_BARE.lastIndex = from;
  return END_OF_BARE.exec(source)?.index ?? -1;
}

export class JsonMasker {
  readonly reporter = new MaskReporter();
  private readonly replacer: Replacer;
  private readonly position = new JsonPosition();
  /** Came and was not looked at yet: an unfinished escape, or a number that may go on. */
  private pending = '';
  /** Units of source before `pending`. */
  private passed = 0;
  private open: OpenString | undefined;

  constructor(
    private readonly plan: MaskPlan,
    private readonly options: FindOptions = {},
  ) {
    this.replacer = new Replacer(plan);
  }

  push(delta: string): MaskedText {
    return this.advance(delta, false);
  }

  flush(): MaskedText {
    return this.advance('', true);
  }

  /** A text that is there whole, in place of `push` and `flush`. */
  whole(text: string): MaskedText {
    return this.advance(text, true);
  }

  private advance(delta: string, isFinal: boolean): MaskedText {
    if (this.isBlocked()) return NOTHING;
    const source = this.pending === '' ? delta : this.pending + delta;
    const start = this.passed;
    const out = new CopiedSource(source);
    let at = 0;
    while (at < source.length && !this.isBlocked()) {
      this.passed = start + at;
      const { open } = this;
      const next = this.step(out, source, at, isFinal);
      if (next === at && open === this.open) break;
      at = next;
    }
    this.pending = at === source.length ? '' : source.slice(at);
    this.passed = start + at;
    if (isFinal && this.open !== undefined) this.closeString(out, this.open, at);
    return out.textTo(this.isBlocked() ? 0 : at);
  }

  private isBlocked(): boolean {
    return this.reporter.blockedBy !== undefined;
  }

  /** Takes one token, or as much of it as is there; returns where the next begins. */
  private step(out: CopiedSource, source: string, at: number, isFinal: boolean): number {
    if (this.open !== undefined) return this.goOn(out, this.open, source, at, isFinal);
    const code = source.charCodeAt(at);
    if (isSpace(code)) return at + 1;
    if (isMark(code)) {
      this.position.pass(code);
      return at + 1;
    }
    return code === QUOTE ? this.string(out, source, at) : this.bare(out, source, at, isFinal);
  }

  private get field(): FieldName {
    if (this.position.isName) return NO_FIELD;
    const name = this.position.name ?? this.options.key;
    return name === undefined ? NO_FIELD : this.plan.engine.field(name);
  }

  private string(out: CopiedSource, source: string, at: number): number {
    const { position, field } = this;
    const { engine } = this.plan;
    const end = out.closingQuote(at + 1);
    if (end < 0) {
      this.open = {
        findings: new FindStream(engine, field, this.replacer.rankOf),
        writer: this.writer(1, encodeJsonString),
        name: position.isName ? '' : undefined,
        isBare: false,
      };
      return at + 1;
    }
    const isPlain = !out.hasEscape(at + 1, end);
    if (isPlain && engine.whole.isClean(source, at + 1, end, field)) {
      if (position.isName) position.named(source.slice(at + 1, end));
      return end + 1;
    }
    const inside = source.slice(at + 1, end);
    const { decoded, escapes } = isPlain ? { decoded: inside, escapes: [] } : decodeJsonString(inside);
    if (position.isName) position.named(decoded);
    const cutFrom = isPlain ? at + 1 : undefined;
    const { findings, failure } = findIn(engine, decoded, field, this.replacer.rankOf, cutFrom);
    if (findings.length === 0) return end + 1;
    if (failure !== undefined) this.reporter.failed(failure);
    const writer = this.writer(1, encodeJsonString);
    writer.take(decoded, inside, escapes);
    out.replace(at + 1, end, writer.write(findings, decoded.length));
    return end + 1;
  }

  private goOn(out: CopiedSource, open: OpenString, source: string, at: number, isFinal: boolean): number {
    const end = open.isBare ? endOfBare(source, at) : closingQuoteAt(source, at);
    const rest = end < 0 ? source.slice(at) : source.slice(at, end);
    const mayGoOn = end < 0 && !isFinal && !open.isBare;
    const inside = mayGoOn ? rest.slice(0, unfinishedEscapeAt(rest)) : rest;
    const { decoded, escapes } = open.isBare ? { decoded: inside, escapes: [] } : decodeJsonString(inside);
    open.writer.take(decoded, inside, escapes);
    if (open.name !== undefined && open.name.length <= nameLengthMax) open.name += decoded;
    out.replace(at, at + inside.length, this.write(open, open.findings.push(decoded)));
    if (end < 0) return at + inside.length;
    this.closeString(out, open, end);
    return open.isBare ? end : end + 1;
  }

  private closeString(out: CopiedSource, open: OpenString, at: number): void {
    this.open = undefined;
    if (open.name !== undefined) this.position.named(open.name);
    out.replace(at, at, this.write(open, open.findings.end()));
  }

  /** A number, a literal; or what is no JSON, which is then masked as text and quoted. */
  private bare(out: CopiedSource, source: string, at: number, isFinal: boolean): number {
    const found = endOfBare(source, at);
    const end = found < 0 ? source.length : found;
    const run = source.slice(at, end);
    const inner = run.trim();
    if (inner === '' || ((found >= 0 || isFinal) && LITERAL.test(inner))) return end;
    const from = at + run.indexOf(inner);
    const { field } = this;
    if (end - from > bareLengthMax) {
      const findings = new FindStream(this.plan.engine, field, this.replacer.rankOf);
      this.open = { findings, writer: this.writer(from - at, asItIs), name: undefined, isBare: true };
      return from;
    }
    if (found < 0 && !isFinal) return from;
    const { findings, failure } = findIn(this.plan.engine, inner, field, this.replacer.rankOf);
    if (findings.length === 0) return end;
    if (failure !== undefined) this.reporter.failed(failure);
    const writer = this.writer(from - at, asItIs);
    writer.take(inner);
    const { sent, recorded } = writer.write(findings, inner.length);
    const quoted = (text: string): string => (text === inner ? inner : `"${encodeJsonString(text)}"`);
    const first = this.reporter.blockedBy === undefined ? quoted(sent) : sent;
    const second = recorded === sent ? first : quoted(recorded);
    out.replace(from, from + inner.length, { sent: first, recorded: second });
    return end;
  }

  private writer(offset: number, encode: (text: string) => string): SpanWriter {
    return new SpanWriter(this.replacer, this.reporter, encode, this.passed + offset);
  }

  private write(open: OpenString, settled: Settled): MaskedText {
    if (settled.failure !== undefined) this.reporter.failed(settled.failure);
    return open.writer.write(settled.findings, settled.settledTo, settled.failure !== undefined);
  }
}
