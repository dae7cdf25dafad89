/** Tells words, ids and binary data of a protocol from text that stands where they should. */
import type { StringRule } from './text-shape.js';

/** Lower case with separators; no run of nine digits, which is what numbers of people have. */
const word = /^(?!.*\d{9})[a-z][a-z0-9]*(?:[_.:/-][a-z0-9]+)*$/;
const wordCharactersMax = 64;

/** The services' prefixes, then characters that carry no punctuation; or a UUID. */
const id =
  /^(?:(?:[a-z]{1,12}_)?(?:call|tool|toolu|srvtoolu|mcptoolu|msg|resp|rs|fc|fco|ctc|ctco|file|files|chatcmpl|chatcmpl-tool|cmpl|run|req|conv|vs|ws|fs|ig|ci|cu|cuo|mcp|mcpl|mcpr|container|cntr|audio|item|sh|lsh|ap|cmp|tsc|prog|fp|prompt|pmpt)[_-])[A-Za-z0-9_-]{1,128}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Shorter ones are text: a card number is valid base64. */
const binaryCharactersMin = 64;
const base64 =
  /^(?:data:(?!text\/|application\/json)[\w.+/-]+(?:;[\w=.-]+)*;base64,)?[A-Za-z0-9+/_-]*={0,2}$/;

/** Whether the string is what the rule says, and so no text. */
export function isProtocol(rule: StringRule, text: string): boolean {
  switch (rule) {
    case 'word':
      return text === '' || (text.length <= wordCharactersMax && word.test(text));
    case 'id':
      return text === '' || id.test(text);
    case 'binary':
      return text === '' || (text.length >= binaryCharactersMin && base64.test(text));
    case 'text':
    case 'json':
      return false;
  }
}
