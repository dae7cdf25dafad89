import { dialectNames } from '@sallyport/wire/llm/operation';
import { expect, it } from 'vitest';
import { dialectOf } from './dialects.js';

it.each(dialectNames)('what was recorded as %s is read as that', (name) => {
  expect(dialectOf(name, { method: 'GET', path: '/', query: '' })?.name).toBe(name);
});
