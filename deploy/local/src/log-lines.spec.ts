import { describe, expect, it } from 'vitest';
import { lineCutter, terminalLines as said, type Speaker } from './log-lines.js';

const of = (name: string, running = false): Speaker => ({ name, logFile: `/logs/${name}.log`, running });

const terminalLines = (...what: Parameters<typeof said>): readonly string[] => said(...what).lines;

describe('what the terminal shows of a log', () => {
  it('is warnings and worse, in one short line with the cause', () => {
    const line = JSON.stringify({ level: 'error', msg: 'no database', err: { message: 'refused' } });
    expect(terminalLines(of('approval'), line, 'stdout')).toEqual(['approval error: no database: refused']);
    expect(terminalLines(of('approval'), '{"level":"info","msg":"listening"}', 'stdout')).toEqual([]);
    const long = JSON.stringify({ level: 'warn', msg: 'x'.repeat(999) });
    expect(terminalLines(of('approval'), long, 'stdout')[0]).toHaveLength('approval warn: '.length + 240);
  });

  it('is plain text only when it came on the error stream', () => {
    expect(terminalLines(of('gateway'), 'Error: boom', 'stderr')).toEqual(['gateway: Error: boom']);
    expect(terminalLines(of('gateway'), 'hello', 'stdout')).toEqual([]);
    expect(terminalLines(of('gateway'), '{not json', 'stderr')).toEqual(['gateway: {not json']);
  });

  it('is every problem of a refused document, each advice, and where the log is', () => {
    const problems = ['bad.yaml:34:5: access[0].methods: This is missing: write a list.', 'bad.yaml:40:1: x'];
    const refused = { level: 'error', msg: 'policy refused', problems };
    expect(terminalLines(of('gateway'), JSON.stringify(refused), 'stdout')).toEqual([
      'gateway error: policy refused',
      ...problems.map((problem) => `  ${problem}`),
      '  (log: /logs/gateway.log)',
    ]);
    const err = { message: `refused:\n${problems.join('\n')}` };
    const fatal = JSON.stringify({ level: 'fatal', msg: 'gateway', err });
    expect(terminalLines(of('gateway'), fatal, 'stdout')).toEqual([
      'gateway fatal: gateway: refused:',
      ...problems.map((problem) => `  ${problem}`),
      '  (log: /logs/gateway.log)',
    ]);
    const many = JSON.stringify({ ...refused, problems: Array.from({ length: 25 }, () => 'y') });
    const lines = terminalLines(of('gateway'), many, 'stdout');
    expect([lines.length, lines.at(-1)]).toEqual([22, '  (5 more, log: /logs/gateway.log)']);
    const advice = JSON.stringify({
      level: 'warn',
      msg: 'policy advice',
      at: 'ok.yaml:3:1: issuers: Think.',
    });
    expect(terminalLines(of('gateway'), advice, 'stdout')).toEqual([
      'gateway warn: policy advice',
      '  ok.yaml:3:1: issuers: Think.',
    ]);
  });

  it('tells of a running service that a document is in force again', () => {
    const line = JSON.stringify({ level: 'info', msg: 'policy in force', policyVersion: 'abc' });
    expect(terminalLines(of('gateway', true), line, 'stdout')).toEqual(['gateway: policy in force']);
    expect(terminalLines(of('gateway'), line, 'stdout')).toEqual([]);
  });

  it('may be folded where it says what is the matter, not where it answers a person', () => {
    const mayRepeat = (entry: object): boolean =>
      said(of('gateway', true), JSON.stringify(entry), 'stdout').mayRepeat;
    expect(mayRepeat({ level: 'error', msg: 'no database', err: { message: 'refused' } })).toBe(true);
    expect(mayRepeat({ level: 'error', msg: 'policy refused', problems: ['x.yaml:1:1: y'] })).toBe(false);
    expect(mayRepeat({ level: 'warn', msg: 'policy advice', at: 'x.yaml:1:1: y' })).toBe(false);
    expect(mayRepeat({ level: 'info', msg: 'policy in force' })).toBe(false);
    expect(said(of('gateway'), 'Error: boom', 'stderr').mayRepeat).toBe(true);
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
