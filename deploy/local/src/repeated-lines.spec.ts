import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RepeatedLines } from './repeated-lines.js';

let shown: string[];
let lines: RepeatedLines;
beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  lines = new RepeatedLines((text) => shown.push(text));
});
afterEach(() => {
  lines.close();
  vi.useRealTimers();
});

it('shows a line once, and at the end of the minute how often it came again', () => {
  for (let time = 1; time <= 40; time++) lines.show(`gateway error: no database, attempt ${time}`);
  lines.show('approval error: no database, attempt 1');
  expect(shown).toEqual(['gateway error: no database, attempt 1', 'approval error: no database, attempt 1']);
  vi.advanceTimersByTime(60_000);
  expect(shown.slice(2)).toEqual(['gateway error: no database, attempt 40 (39 more like this)']);
});

it('shows it anew when it has been away for a minute', () => {
  lines.show('down');
  vi.advanceTimersByTime(60_000);
  lines.show('down');
  expect(shown).toEqual(['down', 'down']);
});

it('goes on telling while it lasts, and tells the rest at the end', () => {
  lines.show('down');
  for (let minute = 0; minute < 3; minute++) {
    lines.show('down');
    vi.advanceTimersByTime(60_000);
  }
  lines.show('down');
  lines.close();
  expect(shown).toEqual(['down', ...Array.from({ length: 4 }, () => 'down (1 more like this)')]);
});

it('does not watch more lines than it may', () => {
  const name = (at: number): string => String.fromCharCode(97 + (at % 26), 97 + Math.floor(at / 26));
  for (let at = 0; at < 300; at++) lines.show(name(at));
  lines.show(name(0));
  lines.show(name(299));
  expect(shown).toHaveLength(301);
});
