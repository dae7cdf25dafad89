/** What an app wants to have shown: text and blocks, read and checked the same way wherever messages come from. */
import { objectsOf, stringOf, type JsonObject } from '../../provider/json.js';
import { problemsOfBlocks } from '../shape/blocks.js';
import { blocksPerMessageMax } from '../shape/limits.js';
import { charsOf } from '../shape/rule.js';
import { storedBlocks } from '../shape/stored-blocks.js';
import { refused, refusedFor, type Answer } from './method.js';

export interface Content {
  readonly kind: 'content';
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

/** Attachments are not imitated: `text`, `blocks` or both must be there. */
export function contentOf(args: JsonObject, charsMax: number, id: () => string): Content | Answer {
  const text = stringOf(args.text);
  if (charsOf(text) > charsMax) return refused('msg_too_long');
  if (args.blocks === undefined)
    return text === '' ? refused('no_text') : { kind: 'content', text, blocks: [] };
  if (!Array.isArray(args.blocks)) return refused('invalid_blocks_format');
  const problems = problemsOfBlocks(args.blocks, 'message', blocksPerMessageMax);
  if (problems.length > 0) return refusedFor('invalid_blocks', problems);
  if (args.blocks.length === 0 && text === '') return refused('no_text');
  return { kind: 'content', text, blocks: storedBlocks(objectsOf(args.blocks), id) };
}
