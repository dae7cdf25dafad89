/** Writes one span of text as its findings settle: replaced where something was found, byte for byte as it came elsewhere. */
import type { Replacer } from '../actions/mask-plan.js';
import type { MaskReporter } from '../actions/mask-report.js';
import { MaskedTextBuilder, NOTHING, type MaskedText } from '../actions/masked-text.js';
import type { Finding } from '../detector.js';

/** An escape in the source: the unit it stands for, and how many units of source more than that one it takes. */
export interface Escape {
  readonly at: number;
  readonly extra: number;
}

export class SpanWriter {
  /** What came and was not written yet, as it reads and as it was written in the source. */
  private decoded = '';
  private source = '';
  /** Units of both that were written already: they are dropped once for each write, not once for each finding. */
  private decodedCut = 0;
  private sourceCut = 0;
  private escapes: Escape[] = [];
  private escapesCut = 0;
  private decodedAt = 0;
  private received = 0;

  /** `sourceAt`: where the span begins in the text that the report counts in. */
  constructor(
    private readonly replacer: Replacer,
    private readonly reporter: MaskReporter,
    private readonly encode: (text: string) => string,
    private sourceAt = 0,
  ) {}

  /** Offsets of the escapes count from the start of `decoded`. */
  take(decoded: string, source = decoded, escapes: readonly Escape[] = []): void {
    for (const { at, extra } of escapes) this.escapes.push({ at: at + this.received, extra });
    this.received += decoded.length;
    this.decoded += decoded;
    this.source += source;
  }

  /**
   * Findings in order; returns what may go now. Nothing is sent from a blocked finding on, and nothing recorded behind it;
   * nothing goes but what the findings were replaced by where `isUnchecked`.
   */
  write(findings: readonly Finding[], settledTo: number, isUnchecked = false): MaskedText {
    if (this.reporter.blockedBy !== undefined) return NOTHING;
    const text = this.written(findings, settledTo, isUnchecked);
    this.drop();
    return text;
  }

  private written(findings: readonly Finding[], settledTo: number, isUnchecked: boolean): MaskedText {
    if (findings.length === 0) {
      const { source } = this.cut(settledTo);
      return isUnchecked ? NOTHING : { sent: source, recorded: source };
    }
    const out = new MaskedTextBuilder();
    for (const finding of findings) {
      out.add(this.cut(finding.start).source);
      const from = this.sourceAt;
      const { decoded, source } = this.cut(finding.end);
      const { action, sent, recorded, placeholder } = this.replacer.replace(finding, decoded);
      this.reporter.found(finding, action, from, this.sourceAt);
      for (const kind of finding.covers ?? []) this.reporter.alsoFound(kind, this.replacer.actionOn(kind));
      if (sent === undefined) {
        this.reporter.blockedBy = finding.kind;
        out.addForms({ sent: '', recorded: this.encode(recorded) });
        return out.text;
      }
      if (placeholder !== undefined) this.reporter.tokens.set(placeholder, decoded);
      const encoded = (text: string): string => (text === decoded ? source : this.encode(text));
      const first = encoded(sent);
      out.addForms({ sent: first, recorded: recorded === sent ? first : encoded(recorded) });
    }
    const { source } = this.cut(settledTo);
    if (!isUnchecked) out.add(source);
    return out.text;
  }

  private cut(to: number): { readonly decoded: string; readonly source: string } {
    const units = to - this.decodedAt;
    let sourceUnits = units;
    for (
      let escape = this.escapes[this.escapesCut];
      escape !== undefined && escape.at < to;
      escape = this.escapes[++this.escapesCut]
    )
      sourceUnits += escape.extra;
    const decoded = this.decoded.slice(this.decodedCut, this.decodedCut + units);
    const source = this.source.slice(this.sourceCut, this.sourceCut + sourceUnits);
    this.decodedCut += units;
    this.sourceCut += sourceUnits;
    this.decodedAt = to;
    this.sourceAt += sourceUnits;
    return { decoded, source };
  }

  private drop(): void {
    this.decoded = this.decoded.slice(this.decodedCut);
    this.source = this.source.slice(this.sourceCut);
    if (this.escapesCut > 0) this.escapes = this.escapes.slice(this.escapesCut);
    this.decodedCut = this.sourceCut = this.escapesCut = 0;
  }
}
