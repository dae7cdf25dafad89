/** Masks one channel of plain text as it arrives. */
import { Replacer, type MaskPlan } from '../actions/mask-plan.js';
import { MaskReporter } from '../actions/mask-report.js';
import type { MaskedText } from '../actions/masked-text.js';
import type { FindOptions } from '../engine/find-all.js';
import { FindStream, type Settled } from '../engine/find-stream.js';
import { SpanWriter } from './span-writer.js';

export class TextMasker {
  readonly reporter = new MaskReporter();
  private readonly findings: FindStream;
  private readonly writer: SpanWriter;

  constructor(plan: MaskPlan, options: FindOptions = {}) {
    const replacer = new Replacer(plan);
    this.findings = new FindStream(plan.engine, plan.engine.field(options.key), replacer.rankOf);
    this.writer = new SpanWriter(replacer, this.reporter, (text) => text);
  }

  push(delta: string): MaskedText {
    this.writer.take(delta);
    return this.write(this.findings.push(delta));
  }

  flush(): MaskedText {
    return this.write(this.findings.end());
  }

  private write(settled: Settled): MaskedText {
    if (settled.failure !== undefined) this.reporter.failed(settled.failure);
    return this.writer.write(settled.findings, settled.settledTo, settled.failure !== undefined);
  }
}
