/** Options that several commands share. */
import { InvalidArgumentError, Option } from 'commander';

/** Nobody reads more; search narrower. */
const limitMax = 100_000;

export function limit(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > limitMax) {
    throw new InvalidArgumentError(`a whole number from 1 to ${limitMax}`);
  }
  return value;
}

export const json = (): Option =>
  new Option('--json', 'print a JSON array (with --follow or --watch: one item on each line)');
