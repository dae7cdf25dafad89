import { expect, it } from 'vitest';
import { isIdentifierText } from './identifier.js';

const uuid = '0199f5a0-7c1e-7b3a-9c55-0a1b2c3d4e5f';

it.each([
  ...['', 'm-1', 'ai', 'tool_use', 'success', 'thread:7|2', uuid, uuid.toUpperCase()],
  ...[`run-${uuid}`, `run--${uuid}-0`, `lc_run--${uuid}`],
  ...[
    'call_9pLx2Qd0ZrT7uVwYbNcKm3Ae',
    'toolu_01A09q90qw90lq917835lq9',
    'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
  ],
  ...[`chatcmpl-tool-${'0a'.repeat(16)}`, `msg_${'6a'.repeat(25)}`, '20241022'],
])('%s is left alone', (text) => {
  expect(isIdentifierText(text)).toBe(true);
});

it.each([
  ...['ann.smith@example.com', 'two words', '123-45-6789', '4111111111111111', 'DE89370400440532013000'],
  ...[`ghp_${'a1B2'.repeat(9)}`, `sk-proj-${'Ab1'.repeat(30)}`, 'a'.repeat(128)],
])('%s is read', (text) => {
  expect(isIdentifierText(text)).toBe(false);
});
