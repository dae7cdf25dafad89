/** The flags are V8's own names, and only set where there is one core. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { suitOneCore } from './one-core.js';

describe('a process with one core', () => {
  it('collects its garbage itself', () => {
    const flags: string[] = [];
    suitOneCore(1, (flag) => void flags.push(flag));
    suitOneCore(2, (flag) => void flags.push(`two cores: ${flag}`));
    expect(flags).toEqual(['--no-concurrent-marking', '--no-parallel-scavenge']);
    // Node refuses flags that V8 does not know.
    expect(execFileSync(process.execPath, [...flags, '-p', '1+1'], { encoding: 'utf8' })).toBe('2\n');
  });
});
