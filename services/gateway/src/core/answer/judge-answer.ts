/** Asks the rules on answers, with what detectors find where a rule asks for that. */
import { UNCHECKED } from '@sallyport/masking/engine/compile-detectors';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { maskJson, maskText } from '@sallyport/masking/mask';
import type { JudgedFindings, JudgedText } from '@sallyport/policy/operation';
import type { Verdict } from '@sallyport/policy/verdict';
import type { AnswerRules } from './answer.js';

export interface AnswerText extends JudgedText {
  readonly isJson?: boolean;
  /** Name that the text stands under. */
  readonly key?: string;
}

export function judgeAnswer(
  { judgeAnswer: judge, findsFirst, plan, planOf }: AnswerRules,
  texts: readonly AnswerText[],
  status: number,
): Verdict | undefined {
  if (judge === undefined) return undefined;
  const spans = texts.map(({ position, text }) => ({ position, text }));
  const looking = findsFirst ? (plan ?? planOf([])) : undefined;
  return judge({ spans, status, ...(looking === undefined ? {} : { found: findingsOf(looking, texts) }) });
}

function findingsOf({ engine }: MaskPlan, texts: readonly AnswerText[]): JudgedFindings {
  const looking: MaskPlan = { engine, actionOf: () => ({ kind: 'report' }), keys: {} };
  const kinds = new Set<string>();
  for (const { text, isJson, key = '' } of texts) {
    const options = key === '' ? {} : { key };
    const { report } = isJson === true ? maskJson(looking, text, options) : maskText(looking, text, options);
    for (const { kind } of report.counts) kinds.add(kind);
  }
  const categories = new Set(engine.rows.filter(({ kind }) => kinds.has(kind)).map((row) => row.category));
  // A text that could not be checked may hold anything.
  if (kinds.has(UNCHECKED)) for (const { category } of engine.rows) categories.add(category);
  return { kinds: [...kinds], categories: [...categories] };
}
