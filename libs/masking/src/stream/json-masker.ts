/**
 * Masks the strings (and numbers) of a JSON text as it arrives in any fragments: what comes out is JSON as much as what came
 * in, and what is not masked keeps its bytes.
 */
import { Replacer, type MaskPlan } from '../actions/mask-plan.js';
import { MaskReporter } from '../actions/mask-report.js';
import { MaskedTextBuilder, type MaskedText } from '../actions/masked-text.js';
import { find, type FindOptions } from '../engine/find-all.js';
import { FindStream, type Settled } from '../engine/find-stream.js';
import { JsonPosition } from './json-position.js';
import { closingQuoteAt, decodeJsonString, encodeJsonString, unfinishedEscapeAt } from './json-string.js';
import { SpanWriter } from './span-writer.js';

const MARKS = '{}[],:';
const LITERAL = /^(?:true|false|null)$/;
const END_OF_BARE = /["{}[\],:]/g;
/** Longer names are names of nothing a row knows. */
const nameLengthMax = 256;
/** No number is longer; what is, is masked as plain text. */
const bareLengthMax = 1_024;

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
    const source = this.pending + delta;
    const start = this.passed;
    const out = new MaskedTextBuilder();
    let at = 0;
    while (at < source.length && this.reporter.blockedBy === undefined) {
      this.passed = start + at;
      const { open } = this;
      const next = this.step(out, source, at, isFinal);
      if (next === at && open === this.open) break;
      at = next;
    }
    this.pending = source.slice(at);
    this.passed = start + at;
    if (isFinal && this.open !== undefined) this.closeString(out, this.open);
    return out.text;
  }

  /** Writes one token, or as much of it as is there; returns where the next begins. */
  private step(out: MaskedTextBuilder, source: string, at: number, isFinal: boolean): number {
    if (this.open !== undefined) return this.goOn(out, this.open, source, at, isFinal);
    const first = source.charAt(at);
    if (MARKS.includes(first)) {
      this.position.pass(first);
      out.add(first);
      return at + 1;
    }
    return first === '"' ? this.string(out, source, at) : this.bare(out, source, at, isFinal);
  }

  private get key(): FindOptions {
    const name = this.position.isName ? undefined : (this.position.name ?? this.options.key);
    return name === undefined ? {} : { key: name };
  }

  private string(out: MaskedTextBuilder, source: string, at: number): number {
    const end = closingQuoteAt(source, at + 1);
    if (end < 0) {
      this.open = {
        findings: new FindStream(this.plan.engine, this.key, this.replacer.rankOf),
        writer: this.writer(1, encodeJsonString),
        name: this.position.isName ? '' : undefined,
        isBare: false,
      };
      out.add('"');
      return at + 1;
    }
    const inside = source.slice(at + 1, end);
    const { decoded, escapes } = decodeJsonString(inside);
    const { findings, failure } = find(this.plan.engine, decoded, this.key, this.replacer.rankOf);
    if (this.position.isName) this.position.named(decoded);
    if (findings.length === 0) {
      out.add(source.slice(at, end + 1));
      return end + 1;
    }
    if (failure !== undefined) this.reporter.failed(failure);
    const writer = this.writer(1, encodeJsonString);
    writer.take(decoded, inside, escapes);
    out.add('"');
    out.addForms(writer.write(findings, decoded.length));
    this.quote(out);
    return end + 1;
  }

  /** Closes a string, unless it ended in what is blocked. */
  private quote(out: MaskedTextBuilder): void {
    if (this.reporter.blockedBy === undefined) out.add('"');
  }

  private goOn(
    out: MaskedTextBuilder,
    open: OpenString,
    source: string,
    at: number,
    isFinal: boolean,
  ): number {
    const end = open.isBare ? endOfBare(source, at) : closingQuoteAt(source, at);
    const rest = end < 0 ? source.slice(at) : source.slice(at, end);
    const mayGoOn = end < 0 && !isFinal && !open.isBare;
    const inside = mayGoOn ? rest.slice(0, unfinishedEscapeAt(rest)) : rest;
    const { decoded, escapes } = open.isBare ? { decoded: inside, escapes: [] } : decodeJsonString(inside);
    open.writer.take(decoded, inside, escapes);
    if (open.name !== undefined && open.name.length <= nameLengthMax) open.name += decoded;
    this.write(out, open, open.findings.push(decoded));
    if (end < 0) return at + inside.length;
    this.closeString(out, open);
    if (open.isBare) return end;
    this.quote(out);
    return end + 1;
  }

  private closeString(out: MaskedTextBuilder, open: OpenString): void {
    this.open = undefined;
    if (open.name !== undefined) this.position.named(open.name);
    this.write(out, open, open.findings.end());
  }

  /** A number, a literal, white space; or what is no JSON, which is then masked as text and quoted. */
  private bare(out: MaskedTextBuilder, source: string, at: number, isFinal: boolean): number {
    const found = endOfBare(source, at);
    const end = found < 0 ? source.length : found;
    const run = source.slice(at, end);
    const inner = run.trim();
    if (inner === '' || ((found >= 0 || isFinal) && LITERAL.test(inner))) {
      out.add(run);
      return end;
    }
    const from = run.indexOf(inner);
    if (run.length - from > bareLengthMax) {
      this.passed += from;
      const findings = new FindStream(this.plan.engine, this.key, this.replacer.rankOf);
      this.open = { findings, writer: this.writer(0, asItIs), name: undefined, isBare: true };
      out.add(run.slice(0, from));
      return at + from;
    }
    if (found < 0 && !isFinal) {
      out.add(run.slice(0, from));
      return at + from;
    }
    const { findings, failure } = find(this.plan.engine, inner, this.key, this.replacer.rankOf);
    if (findings.length === 0) {
      out.add(run);
      return end;
    }
    if (failure !== undefined) this.reporter.failed(failure);
    const writer = this.writer(from, asItIs);
    writer.take(inner);
    const { sent, recorded } = writer.write(findings, inner.length);
    const quoted = (text: string): string => (text === inner ? inner : `"${encodeJsonString(text)}"`);
    out.add(run.slice(0, from));
    if (this.reporter.blockedBy === undefined) {
      const first = quoted(sent);
      out.addForms({ sent: first, recorded: recorded === sent ? first : quoted(recorded) });
      out.add(run.slice(from + inner.length));
    } else out.addForms({ sent, recorded: quoted(recorded) });
    return end;
  }

  private writer(offset: number, encode: (text: string) => string): SpanWriter {
    return new SpanWriter(this.replacer, this.reporter, encode, this.passed + offset);
  }

  private write(out: MaskedTextBuilder, open: OpenString, settled: Settled): void {
    if (settled.failure !== undefined) this.reporter.failed(settled.failure);
    out.addForms(open.writer.write(settled.findings, settled.settledTo, settled.failure !== undefined));
  }
}
