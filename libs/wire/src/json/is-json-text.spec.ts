import { expect, it } from 'vitest';
import { isJsonText } from './is-json-text.js';

it('objects and lists are documents; scalars and what does not parse are not', () => {
  expect(['{"a":1}', ' [1, 2]', '\n{}'].filter(isJsonText)).toHaveLength(3);
  expect(['', '1', '"a"', 'null', '{a}', '[1', '{"a":1} and more'].filter(isJsonText)).toEqual([]);
});
