/**
 * Masks the strings (and numbers) of a JSON text as it arrives in any fragments: what comes out is JSON as much as what came
 * in, and what is not masked keeps its bytes.
 */
import { Replacer, type MaskPlan } from '../actions/mask-plan.js';
import { MaskReporter } from '../actions/mask-report.js';
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

  push(delta: string): string {
    return this.advance(delta, false);
  }

  flush(): string {
    return this.advance('', true);
  }

  private advance(delta: string, isFinal: boolean): string {
    const source = this.pending + delta;
    const start = this.passed;
    let out = '';
    let at = 0;
    while (at < source.length && this.reporter.blockedBy === undefined) {
      this.passed = start + at;
      const [text, next] = this.step(source, at, isFinal);
      out += text;
      if (next === at) break;
      at = next;
    }
    this.pending = source.slice(at);
    this.passed = start + at;
    if (isFinal && this.open !== undefined) out += this.closeString(this.open);
    return out;
  }

  /** One token, or as much of it as is there: what it becomes, and where the next begins. */
  private step(source: string, at: number, isFinal: boolean): readonly [string, number] {
    if (this.open !== undefined) return this.goOn(this.open, source, at, isFinal);
    const first = source.charAt(at);
    if (MARKS.includes(first)) {
      this.position.pass(first);
      return [first, at + 1];
    }
    return first === '"' ? this.string(source, at) : this.bare(source, at, isFinal);
  }

  private get key(): FindOptions {
    const name = this.position.isName ? undefined : (this.position.name ?? this.options.key);
    return name === undefined ? {} : { key: name };
  }

  private string(source: string, at: number): readonly [string, number] {
    const end = closingQuoteAt(source, at + 1);
    if (end < 0) {
      this.open = {
        findings: new FindStream(this.plan.engine, this.key),
        writer: this.writer(1, encodeJsonString),
        name: this.position.isName ? '' : undefined,
        isBare: false,
      };
      return ['"', at + 1];
    }
    const inside = source.slice(at + 1, end);
    const { decoded, escapes } = decodeJsonString(inside);
    const { findings, failure } = find(this.plan.engine, decoded, this.key);
    if (this.position.isName) this.position.named(decoded);
    if (findings.length === 0) return [source.slice(at, end + 1), end + 1];
    if (failure !== undefined) this.reporter.failed(failure);
    const writer = this.writer(1, encodeJsonString);
    writer.take(decoded, inside, escapes);
    const text = writer.write(findings, decoded.length);
    return [`"${text}${this.quote}`, end + 1];
  }

  /** Closes a string, unless it ended in what is blocked. */
  private get quote(): string {
    return this.reporter.blockedBy === undefined ? '"' : '';
  }

  private goOn(open: OpenString, source: string, at: number, isFinal: boolean): readonly [string, number] {
    const end = open.isBare ? endOfBare(source, at) : closingQuoteAt(source, at);
    const rest = end < 0 ? source.slice(at) : source.slice(at, end);
    const mayGoOn = end < 0 && !isFinal && !open.isBare;
    const inside = mayGoOn ? rest.slice(0, unfinishedEscapeAt(rest)) : rest;
    const { decoded, escapes } = open.isBare ? { decoded: inside, escapes: [] } : decodeJsonString(inside);
    open.writer.take(decoded, inside, escapes);
    if (open.name !== undefined && open.name.length <= nameLengthMax) open.name += decoded;
    const text = this.write(open, open.findings.push(decoded));
    if (end < 0) return [text, at + inside.length];
    const last = this.closeString(open);
    return open.isBare ? [text + last, end] : [text + last + this.quote, end + 1];
  }

  private closeString(open: OpenString): string {
    this.open = undefined;
    if (open.name !== undefined) this.position.named(open.name);
    return this.write(open, open.findings.end());
  }

  /** A number, a literal, white space; or what is no JSON, which is then masked as text and quoted. */
  private bare(source: string, at: number, isFinal: boolean): readonly [string, number] {
    const found = endOfBare(source, at);
    const end = found < 0 ? source.length : found;
    const run = source.slice(at, end);
    const inner = run.trim();
    if (inner === '' || ((found >= 0 || isFinal) && LITERAL.test(inner))) return [run, end];
    const from = run.indexOf(inner);
    if (run.length - from > bareLengthMax) {
      this.passed += from;
      const findings = new FindStream(this.plan.engine, this.key);
      this.open = { findings, writer: this.writer(0, asItIs), name: undefined, isBare: true };
      return [run.slice(0, from), at + from];
    }
    if (found < 0 && !isFinal) return [run.slice(0, from), at + from];
    const { findings, failure } = find(this.plan.engine, inner, this.key);
    if (findings.length === 0) return [run, end];
    if (failure !== undefined) this.reporter.failed(failure);
    const writer = this.writer(from, asItIs);
    writer.take(inner);
    const text = writer.write(findings, inner.length);
    if (text === inner) return [run, end];
    return [`${run.slice(0, from)}"${encodeJsonString(text)}"${run.slice(from + inner.length)}`, end];
  }

  private writer(offset: number, encode: (text: string) => string): SpanWriter {
    return new SpanWriter(this.replacer, this.reporter, encode, this.passed + offset);
  }

  private write(open: OpenString, settled: Settled): string {
    if (settled.failure !== undefined) this.reporter.failed(settled.failure);
    return open.writer.write(settled.findings, settled.settledTo, settled.failure !== undefined);
  }
}
