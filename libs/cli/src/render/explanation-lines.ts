/** An explanation of a verdict as lines. */
import type { Explanation } from '../explain/explanation.js';
import type { Colours } from './colours.js';
import { safeLine } from './safe-text.js';
import { monitoredLines, verdictText } from './verdict-text.js';

const subjects = { request: '', answer: 'the answer: ', 'tool-call': 'the call of ' } as const;

export function explanationLines(one: Explanation, colours: Colours): readonly string[] {
  const { allow, deny, hold } = { allow: colours.good, deny: colours.bad, hold: colours.waiting };
  const paint = { allow, deny, hold }[one.decision] ?? colours.strong;
  const about = `${subjects[one.of]}${one.tool === undefined ? '' : `${safeLine(one.tool)}: `}`;
  const differs = one.isThatVersion === false ? ' (the document given is another version)' : '';
  return [
    `${about}${paint(safeLine(one.decision))}  ${safeLine(one.sentence)}  ${colours.faint(`event ${safeLine(one.id)}`)}`,
    ...(one.rule === '' ? [] : [`  rule: ${safeLine(one.rule)}`]),
    ...one.reasons.map(({ reason, sentence }) => `  ${safeLine(reason)}: ${sentence}`),
    ...one.operation.map((line) => `  request: ${line}`),
    ...monitoredLines(one.monitored).map((line) => `  ${colours.waiting(line)}`),
    ...(one.obligations.length === 0 ? [] : [`  obligations: ${one.obligations.map(safeLine).join(', ')}`]),
    `  policy version: ${safeLine(one.policyVersion) || 'not recorded'}${differs}`,
    ...nowLines(one, colours),
  ];
}

function nowLines({ now, isSameNow }: Explanation, colours: Colours): readonly string[] {
  if (now === undefined) return [];
  const same = isSameNow === true ? colours.good('the same') : colours.bad('not the same');
  const why = now.decision === 'allow' || isSameNow === true ? '' : ` ${safeLine(now.sentence)}`;
  return [`  by the document given: ${verdictText(now, colours)}, ${same}.${why}`];
}

/** What a verdict of today had to do without, over all explanations; empty where nothing was judged again. */
export function withoutText(explanations: readonly Explanation[], { faint }: Colours): string {
  const missed = new Set(explanations.flatMap(({ judgedWithout = [] }) => judgedWithout));
  return missed.size === 0
    ? ''
    : faint(`Judged again without what is not recorded: ${[...missed].join(', ')}.`);
}
