/** One rule of `prompts` as a function of texts. */
import { re2Search } from '../cel/re2-search.js';
import type { PromptRule } from '../document/prompts.js';
import type { JudgedText, TextPosition } from '../operation.js';
import { hasTemplateToken } from './chat-template.js';
import { denyList } from './deny-list.js';
import { exfiltrates, hostMatcher } from './exfiltration.js';
import { phraseFinder } from './phrase-finder.js';
import type { Readings } from './readings.js';
import { score } from './signatures.js';

export type FindsInTexts = (spans: readonly JudgedText[], readings: Readings) => boolean;

/** Where strangers' words arrive: what the application itself wrote is no injection. */
const FOREIGN: readonly TextPosition[] = [
  'user',
  'tool-result',
  'document',
  'metadata',
  'file-name',
  'state',
  'form-field',
  'query',
  'path',
];

export function compilePromptCheck(rule: PromptRule): FindsInTexts {
  const isAnswer = rule.check === 'exfiltration' || rule.on === 'answer';
  const isTalk = rule.check === 'injection' || rule.check === 'jailbreak' || rule.check === 'chat-template';
  const positions = rule.positions ?? (isTalk && !isAnswer ? FOREIGN : undefined);
  const looked = positions && new Set(positions);
  const finds = finderOf(rule);
  return (spans, readings) =>
    readings
      .partsOf(spans)
      .some(({ position, text }) => text !== '' && looked?.has(position) !== false && finds(text, readings));
}

type FindsInText = (text: string, readings: Readings) => boolean;

function finderOf(rule: PromptRule): FindsInText {
  switch (rule.check) {
    case 'words': {
      const finds = denyList(rule.words, { wholeWords: true });
      return (text, readings) => finds(readings.textsOf(text));
    }
    case 'pattern': {
      const finds = re2Search(rule.pattern);
      return (text, readings) => finds(text) || readings.of(text).some(finds);
    }
    case 'injection':
    case 'jailbreak':
      return (text, readings) => score(rule.check, readings.signaturesOf(text)) >= rule.scoreMin;
    case 'chat-template':
      return (text, readings) => hasTemplateToken(readings.of(text));
    case 'exfiltration': {
      const isAllowed = hostMatcher(rule.allowedHosts);
      return (text) => exfiltrates(text, isAllowed);
    }
    case 'canary': {
      const plain = phraseFinder(rule.canaries, { wholeWords: false });
      const read = denyList(rule.canaries, { wholeWords: false });
      return (text, readings) => plain(text) || read(readings.textsOf(text));
    }
  }
}
