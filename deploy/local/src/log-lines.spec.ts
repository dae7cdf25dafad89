import { describe, expect, it } from 'vitest';
import { lineCutter, terminalLine } from './log-lines.js';

describe('what the terminal shows of a log', () => {
  it('is warnings and worse, in one short line with the cause', () => {
    const line = JSON.stringify({ level: 'error', msg: 'no database', err: { message: 'refused' } });
    expect(terminalLine('approval', line, 'stdout')).toBe('approval error: no database: refused');
    expect(terminalLine('approval', '{"level":"info","msg":"listening"}', 'stdout')).toBeUndefined();
    expect(
      terminalLine('approval', JSON.stringify({ level: 'warn', msg: 'x'.repeat(999) }), 'stdout'),
    ).toHaveLength('approval warn: '.length + 240);
  });

  it('is plain text only when it came on the error stream', () => {
    expect(terminalLine('gateway', 'Error: boom', 'stderr')).toBe('gateway: Error: boom');
    expect(terminalLine('gateway', 'hello', 'stdout')).toBeUndefined();
    expect(terminalLine('gateway', '{not json', 'stderr')).toBe('gateway: {not json');
  });

  it('comes line by line, whatever the chunks', () => {
    const lines: string[] = [];
    const cut = lineCutter((line) => lines.push(line));
    for (const chunk of ['a', 'b\nc', '\n', 'd\ne']) cut(chunk);
    expect(lines).toEqual(['ab', 'c', 'd']);
    cut('x'.repeat(70_000));
    expect(lines.at(-1)).toHaveLength(70_001);
  });
});
