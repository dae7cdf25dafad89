import { expect, it } from 'vitest';
import { requiredWords } from './required-words.js';
import { signatures } from './signatures.js';

it('every signature needs words', () => {
  for (const { pattern } of signatures)
    expect(requiredWords(pattern.source).lists, pattern.source).not.toEqual([]);
});

it.each<[string, readonly (readonly string[])[]]>([
  ['drop\\s+table', [['drop'], ['table']]],
  ['(?i)\\b(Drop|TRUNCATE)\\s+tables?', [['drop', 'truncate'], ['table']]],
  ['abc+def', [['abc'], ['def']]],
  ['abcd?ef', [['abc']]],
  ['ab(?:cde|x)', []],
  ['(?:abc)*def', [['def']]],
  ['(?:abc){0,3}def', [['def']]],
  ['(?:abc){1,3}d', [['abc']]],
  ['abc|def', [['abc', 'def']]],
  ['abc|', []],
  ['a[bc]def\\.g', [['def.g']]],
  ['[[:alpha:]]+abc', []],
  ['\\x41bcd', []],
  ['(?s)abcd', []],
  ['(?=abc)', []],
  ['abc\\Qd', []],
  ['ab{2}cde', [['cde']]],
  ['abcéd', [['abc']]],
])('words that %s needs', (pattern, lists) => {
  expect(requiredWords(pattern).lists).toEqual(lists);
});
