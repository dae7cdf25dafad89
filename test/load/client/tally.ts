/** Counts and latency histograms of one run, over the part of it that is measured. */
import { createHistogram } from 'node:perf_hooks';
import type { RecordableHistogram } from 'node:perf_hooks';
import type { Outcome, Spread } from './order.js';

const NS_PER_MS = 1e6;

function spreadOf(histogram: RecordableHistogram): Spread {
  if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
  return {
    p50: histogram.percentile(50) / NS_PER_MS,
    p99: histogram.percentile(99) / NS_PER_MS,
    max: histogram.max / NS_PER_MS,
  };
}

function record(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms * NS_PER_MS)));
}

/** Only what ends while the window is open counts; errors count always. */
export class Tally {
  readonly #latency = createHistogram({ figures: 3 });
  readonly #firstByte = createHistogram({ figures: 3 });
  readonly #firstToken = createHistogram({ figures: 3 });
  #open = false;
  #openedAtMs = 0;
  #windowMs = 0;
  #answered = 0;
  #answeredInAll = 0;
  #errors = 0;
  #firstError: string | undefined;

  open(): void {
    this.#open = true;
    this.#openedAtMs = performance.now();
  }

  close(): void {
    this.#open = false;
    this.#windowMs = performance.now() - this.#openedAtMs;
  }

  /** Milliseconds; `firstTokenMs` where there was one. */
  answered(latencyMs: number, firstByteMs: number, firstTokenMs: number | undefined): void {
    this.#answeredInAll++;
    if (!this.#open) return;
    this.#answered++;
    record(this.#latency, latencyMs);
    record(this.#firstByte, firstByteMs);
    if (firstTokenMs !== undefined) record(this.#firstToken, firstTokenMs);
  }

  failed(reason: string): void {
    this.#errors++;
    this.#firstError ??= reason;
  }

  get errors(): number {
    return this.#errors;
  }

  outcome(): Outcome {
    return {
      answered: this.#answered,
      answeredInAll: this.#answeredInAll,
      windowMs: this.#windowMs,
      errors: this.#errors,
      ...(this.#firstError === undefined ? {} : { firstError: this.#firstError }),
      latencyMs: spreadOf(this.#latency),
      firstByteMs: spreadOf(this.#firstByte),
      firstTokenMs: spreadOf(this.#firstToken),
    };
  }
}
