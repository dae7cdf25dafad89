/** A table without drawn lines: readable on a terminal, and cut apart by spaces where it goes into a pipe. */
import CliTable3 from 'cli-table3';
import type { Colours } from './colours.js';

const noLines = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};

/** The table as text; a header alone says that there is nothing. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { strong }: Colours,
): string {
  const made = new CliTable3({
    head: head.map((name) => strong(name)),
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
