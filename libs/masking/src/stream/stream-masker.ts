/** Masks one channel of a stream: for any split into deltas, what comes out is what masking the whole gives. */
import type { MaskPlan } from '../actions/mask-plan.js';
import type { MaskReport } from '../actions/mask-report.js';
import type { MaskedText } from '../actions/masked-text.js';
import type { FindOptions } from '../engine/find-all.js';
import { JsonMasker } from './json-masker.js';
import { TextMasker } from './text-masker.js';

/** `json`: the deltas are fragments of one JSON text, as tool arguments and structured output are. */
export type ChannelMode = 'text' | 'json';

export class StreamMasker {
  private readonly masker: TextMasker | JsonMasker;

  constructor(plan: MaskPlan, mode: ChannelMode, options: FindOptions = {}) {
    this.masker = mode === 'json' ? new JsonMasker(plan, options) : new TextMasker(plan, options);
  }

  /** Returns what may go now. */
  push(delta: string): MaskedText {
    return this.masker.push(delta);
  }

  /** The rest; call it before the stream's own event that ends the channel, and once. */
  flush(): MaskedText {
    return this.masker.flush();
  }

  report(): MaskReport {
    return this.masker.reporter.report();
  }

  /** Placeholders given out so far and the values they stand for, to be sealed with `sealAll`. */
  get tokens(): ReadonlyMap<string, string> {
    return this.masker.reporter.tokens;
  }
}
