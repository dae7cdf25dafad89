/** Masks a text, or the values of a JSON text, that is there whole. */
import { Replacer, type MaskPlan } from './actions/mask-plan.js';
import { MaskReporter, type MaskReport } from './actions/mask-report.js';
import type { MaskedText } from './actions/masked-text.js';
import { foundBy, type FindOptions } from './engine/find-all.js';
import { JsonMasker } from './stream/json-masker.js';
import { SpanWriter } from './stream/span-writer.js';

/** Where a find was blocked both forms end there, and the text is not to be sent. */
export interface Masked extends MaskedText {
  readonly report: MaskReport;
  readonly tokens: ReadonlyMap<string, string>;
}

const CLEAN: Pick<Masked, 'report' | 'tokens'> = {
  report: { counts: [], positions: [], failures: [] },
  tokens: new Map(),
};

export function maskText(plan: MaskPlan, text: string, { key }: FindOptions = {}): Masked {
  const { engine } = plan;
  const trials = engine.whole.search(text, engine.field(key));
  // Most texts: nothing is made ready for them.
  if (trials === undefined || (trials.failure === undefined && trials.candidates.length === 0))
    return { sent: text, recorded: text, report: CLEAN.report, tokens: CLEAN.tokens };
  const reporter = new MaskReporter();
  const replacer = new Replacer(plan);
  const { findings, failure } = foundBy(trials, text, replacer.rankOf);
  if (failure !== undefined) reporter.failed(failure);
  const writer = new SpanWriter(replacer, reporter, (replaced) => replaced);
  writer.take(text);
  const { sent, recorded } = writer.write(findings, text.length);
  return { sent, recorded, report: reporter.report(), tokens: reporter.tokens };
}

/** A text that is no JSON is masked run by run, and is no JSON after either. */
export function maskJson(plan: MaskPlan, text: string, options: FindOptions = {}): Masked {
  const masker = new JsonMasker(plan, options);
  const { sent, recorded } = masker.whole(text);
  return { sent, recorded, report: masker.reporter.report(), tokens: masker.reporter.tokens };
}
