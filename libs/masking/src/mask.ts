/** Masks a text, or the values of a JSON text, that is there whole. */
import { Replacer, type MaskPlan } from './actions/mask-plan.js';
import { MaskReporter, type MaskReport } from './actions/mask-report.js';
import { find, type FindOptions } from './engine/find-all.js';
import { JsonMasker } from './stream/json-masker.js';
import { SpanWriter } from './stream/span-writer.js';

export interface Masked {
  /** Up to the blocked finding where one was; then it is not to be sent. */
  readonly text: string;
  readonly report: MaskReport;
  readonly tokens: ReadonlyMap<string, string>;
}

export function maskText(plan: MaskPlan, text: string, options: FindOptions = {}): Masked {
  const reporter = new MaskReporter();
  const { findings, failure } = find(plan.engine, text, options);
  if (failure !== undefined) reporter.failed(failure);
  if (findings.length === 0) return { text, report: reporter.report(), tokens: reporter.tokens };
  const writer = new SpanWriter(new Replacer(plan), reporter, (replaced) => replaced);
  writer.take(text);
  const masked = writer.write(findings, text.length);
  return { text: masked, report: reporter.report(), tokens: reporter.tokens };
}

/** A text that is no JSON is masked run by run, and is no JSON after either. */
export function maskJson(plan: MaskPlan, text: string, options: FindOptions = {}): Masked {
  const masker = new JsonMasker(plan, options);
  const masked = masker.push(text) + masker.flush();
  return { text: masked, report: masker.reporter.report(), tokens: masker.reporter.tokens };
}
