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
    ...one.operation.map((line) => `  the request ${line}`),
    ...monitoredLines(one.monitored).map((line) => `  ${colours.waiting(line)}`),
    ...(one.obligations.length === 0 ? [] : [`  obligations: ${one.obligations.map(safeLine).join(', ')}`]),
    `  policy version: ${safeLine(one.policyVersion) || 'not recorded'}${differs}`,
    ...nowLines(one, colours),
  ];
}

function nowLines({ now, isSameNow, judgedWithout = [] }: Explanation, colours: Colours): readonly string[] {
  if (now === undefined) return [];
  const { good, bad, faint } = colours;
  const said = verdictText(now, colours);
  const same = isSameNow === true ? good('the same') : bad('not the same');
  const why = now.decision === 'allow' || isSameNow === true ? '' : ` ${safeLine(now.sentence)}`;
  return [
    `  by the document given: ${said}, ${same}.${why}`,
    ...(judgedWithout.length === 0
      ? []
      : [faint(`  judged without what is not recorded: ${judgedWithout.join(', ')}`)]),
  ];
}
