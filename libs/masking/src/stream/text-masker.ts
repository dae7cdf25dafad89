/** Masks one channel of plain text as it arrives. */
import { Replacer, type MaskPlan } from '../actions/mask-plan.js';
import { MaskReporter } from '../actions/mask-report.js';
import type { FindOptions } from '../engine/find-all.js';
import { FindStream, type Settled } from '../engine/find-stream.js';
import { SpanWriter } from './span-writer.js';

export class TextMasker {
  readonly reporter = new MaskReporter();
  private readonly findings: FindStream;
  private readonly writer: SpanWriter;

  constructor(plan: MaskPlan, options: FindOptions = {}) {
    this.findings = new FindStream(plan.engine, options);
    this.writer = new SpanWriter(new Replacer(plan), this.reporter, (text) => text);
  }

  push(delta: string): string {
    this.writer.take(delta);
    return this.write(this.findings.push(delta));
  }

  flush(): string {
    return this.write(this.findings.end());
  }

  private write(settled: Settled): string {
    if (settled.failure !== undefined) this.reporter.failed(settled.failure);
    return this.writer.write(settled.findings, settled.settledTo, settled.failure !== undefined);
  }
}
