/** How fast the detectors that ship mask texts, as a process on core 1: all kinds, everything redacted. */
import { compileDetectors } from '@sallyport/masking/engine/compile-detectors';
import { sections } from '@sallyport/masking/detectors/sections';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { maskJson, maskText } from '@sallyport/masking/mask';
import { endWithParent } from '../targets/process-end.js';
import { corpora } from './corpora.js';
import type { Corpus, CorpusName } from './corpora.js';

export interface DetectionOrder {
  readonly type: 'detect';
  readonly windowMs: number;
}

export interface DetectionSpeed {
  readonly corpus: CorpusName;
  /** Millions of characters of ASCII, which are bytes. */
  readonly mbPerS: number;
  readonly findsPerKb: number;
}

export interface DetectionResult {
  readonly type: 'detected';
  readonly speeds: readonly DetectionSpeed[];
}

const HEAT_SHARE = 0.7; // Of the window, before it: V8 compiles.

function plan(): MaskPlan {
  const engine = compileDetectors(sections.flatMap(({ rows }) => rows));
  return { engine, actionOf: () => ({ kind: 'redact' }), keys: {} };
}

function speedOf(masks: MaskPlan, { name, isJson, texts }: Corpus, windowMs: number): DetectionSpeed {
  const mask = isJson ? maskJson : maskText;
  const bytes = texts.reduce((sum, text) => sum + text.length, 0);
  const finds = texts.reduce(
    (sum, text) => sum + mask(masks, text).report.counts.reduce((all, { count }) => all + count, 0),
    0,
  );
  const run = (untilMs: number): { readonly bytes: number; readonly ms: number } => {
    const startMs = performance.now();
    let done = 0;
    for (let index = 0; performance.now() < untilMs; index++) {
      const text = texts[index % texts.length] ?? '';
      mask(masks, text);
      done += text.length;
    }
    return { bytes: done, ms: performance.now() - startMs };
  };
  run(performance.now() + windowMs * HEAT_SHARE);
  const measured = run(performance.now() + windowMs);
  return { corpus: name, mbPerS: measured.bytes / 1000 / measured.ms, findsPerKb: (finds * 1024) / bytes };
}

process.once('message', ({ windowMs }: DetectionOrder) => {
  const masks = plan();
  const speeds = corpora().map((corpus) => speedOf(masks, corpus, windowMs));
  process.send?.({ type: 'detected', speeds } satisfies DetectionResult);
});
endWithParent();
