/** The name that an allow-list refuses, as a sentence tells it: masked, since a caller can write anything for a name. */
import type { CompiledRule } from './compile.js';
import type { MatchesName } from './patterns/name-pattern.js';
import type { JudgedRequest } from './verdict.js';

/** Names of models, graphs, tools and collections are shorter; the rest of a longer one is left out. */
const namedCharactersMax = 64;
/** Of a name, how much is looked at: what follows is left out in any case. */
const namedUnitsMax = 1_024;

/** A name as a refusal may show it, without what is sensitive in it. */
export type ShownName = (name: string) => string;

const INVISIBLE = /[\p{C}\p{Z}]+/gu;
/** What a reader could not tell from something else, or would take for the end of the name. */
const UNTELLING = /(?! )[\p{C}\p{Z}"\\]/gu;

/** The sentence with the name before its full stop; the sentence itself where there is none. */
export function naming(sentence: string, name: string, shown: ShownName): string {
  if (name === '') return sentence;
  const known = name.slice(0, namedUnitsMax);
  // Masked before it is cut: the beginning of a key is no longer known for one.
  const plain = known.replace(INVISIBLE, ' ').trim();
  const masked = shown(plain);
  const characters = Array.from(masked === plain ? known : masked);
  const isLong = characters.length > namedCharactersMax || name.length > namedUnitsMax;
  const told = characters.slice(0, namedCharactersMax).join('').replace(UNTELLING, escaped);
  return `${sentence.replace(/\.$/, '')}: "${told}${isLong ? '…' : ''}".`;
}

/** As in JSON: `\u0000`, `\"`. */
const escaped = (character: string): string =>
  character === '"' || character === '\\'
    ? `\\${character}`
    : character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');

/** The first name that is not on the rule's list; empty where none is named, as where one is missing. */
export function refusedName(
  { models, graphs, tools, collections }: CompiledRule,
  { operation }: JudgedRequest,
  reason: string,
  extraTool: string | undefined,
): string {
  if (reason === 'TOOL_NOT_ALLOWED' && extraTool !== undefined && tools?.(extraTool) === false)
    return extraTool;
  if (operation === undefined) return '';
  switch (reason) {
    case 'MODEL_NOT_ALLOWED':
      return firstOff(models, [operation.model, ...(operation.models ?? [])]);
    case 'GRAPH_NOT_ALLOWED':
      return firstOff(graphs, [operation.graph, ...(operation.graphs ?? [])]);
    case 'COLLECTION_NOT_ALLOWED':
      return firstOff(collections, [operation.collection, ...(operation.collections ?? [])]);
    case 'TOOL_NOT_ALLOWED':
      return firstOff(tools, [...operation.toolsCalled.map(({ name }) => name), ...operation.toolsOffered]);
    default:
      return '';
  }
}

const firstOff = (list: MatchesName | undefined, names: readonly string[]): string =>
  names.find((name) => name !== '' && list?.(name) === false) ?? '';
