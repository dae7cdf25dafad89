import { describe, expect, it } from 'vitest';
import { colours, wantsColours } from './colours.js';
import { durationText, parseDurationS } from './duration.js';
import { eventLine, eventTable } from './event-table.js';
import { safeLine, safeLines, shortened } from './safe-text.js';
import { sessionTable } from './session-table.js';
import { streamedWords } from './streamed-words.js';
import { timelineLines } from './timeline.js';
import { eventView, sessionView } from './views.js';

const plain = colours(false);
const escape = String.fromCodePoint(27);

const received = eventView.parse({
  id: '1',
  type: 'request.received',
  time: '2026-01-31T08:00:00.123456Z',
  session: 'ses_1',
  offsetMs: 1_500,
  identity: { subject: 'demo-agent', agent: 'bot' },
  connection: 'openai',
  method: 'POST',
  path: '/v1/chat/completions',
  verdict: { decision: 'allow', rule: 'agents', reasons: ['ACCESS_GRANTED'] },
  caller: { email: 'a@b.example', name: 'Ann', address: '10.0.0.7' },
  request: { size: 15, recorded: 'text', text: '{"prompt":"Hi"}' },
});

describe('a timeline', () => {
  it('says when, what, who, the verdict and the body', () => {
    expect(timelineLines(received, plain)).toEqual([
      '    +1.500 s  request.received  POST /v1/chat/completions, allow by rule agents (ACCESS_GRANTED)',
      '              demo-agent (Ann, a@b.example) agent bot from 10.0.0.7 to openai',
      '              request, 15 bytes:',
      '                {',
      '                  "prompt": "Hi"',
      '                }',
    ]);
  });

  it('says of a completion how it ended and how long it took, and why a body is not shown', () => {
    const completed = eventView.parse({
      ...{ id: '2', type: 'request.completed', time: 't', status: 502, code: 'UPSTREAM_RESET' },
      ...{ outcome: 'upstream-gone', incomplete: true, timings: { durationMs: 1_234 } },
      response: { size: 9, recorded: 'binary' },
    });
    expect(timelineLines(completed, plain)).toEqual([
      '    +0.000 s  request.completed  502 UPSTREAM_RESET, upstream-gone, incomplete, took 1.2 s',
      '              response, 9 bytes: not text',
    ]);
  });

  it('shows a streamed answer as its words, and leaves other streams as they are', () => {
    const chunk = (content: string): string =>
      `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
    expect(streamedWords(`${chunk('Hel')}${chunk('lo')}data: [DONE]\n\n`)).toBe('Hello');
    expect(streamedWords('data: {"type":"other"}\n\n')).toBeUndefined();
    expect(streamedWords('{"a":1}')).toBeUndefined();
  });
});

describe('tables', () => {
  it('list sessions with what became of their requests', () => {
    const session = sessionView.parse({
      ...{ id: 'ses_1', firstTime: '2026-01-31T08:00:00.1Z', identity: { subject: 'demo-agent' } },
      ...{ agents: ['bot'], connections: ['openai'], allowed: 2, refused: 1 },
    });
    const [head, row] = sessionTable([session], plain).split('\n');
    expect(head).toMatch(/^SESSION +FROM \(UTC\)/);
    expect(row).toMatch(/^ses_1 +2026-01-31 08:00:00 +demo-agent +bot +openai +2 allowed, 1 refused$/);
    expect(sessionTable([], plain)).toBe('No sessions yet.');
  });

  it('list events, and show them one by one while they come', () => {
    expect(eventTable([received], plain)).toContain('request.received  demo-agent  openai');
    expect(eventLine(received, plain)).toMatch(
      /^2026-01-31 08:00:00 {2}request\.received +demo-agent → openai {2}POST/,
    );
  });
});

describe('recorded text', () => {
  it('cannot steer the terminal', () => {
    expect(safeLine(`a${escape}[2Jb\u202ec`)).toBe('a\\u{1b}[2Jb\\u{202e}c');
    expect(safeLines('x\ty\r\nz\u0007')).toEqual(['x  y', 'z\\u{7}']);
    const nasty = eventView.parse({ ...received, path: `/${escape}]0;owned` });
    expect(timelineLines(nasty, plain).join('')).not.toContain(escape);
  });

  it('is cut by characters, not in the middle of one', () => {
    expect(shortened('a😀b😀c', 4)).toBe('a😀b…');
  });
});

describe('colours', () => {
  it('are for terminals that want them', () => {
    expect(wantsColours(true, {})).toBe(true);
    expect(wantsColours(false, {})).toBe(false);
    expect(wantsColours(true, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColours(true, { TERM: 'dumb' })).toBe(false);
    expect(timelineLines(received, colours(true))[0]).toContain(`${escape}[32mallow${escape}[39m`);
    expect(timelineLines(received, plain).join('')).not.toContain(escape);
  });
});

describe('durations', () => {
  it('are read and written', () => {
    expect(['90', '90s', '30m', '8h', '2d'].map(parseDurationS)).toEqual([90, 90, 1_800, 28_800, 172_800]);
    expect(['', '0', '-1', '1w', '1.5h'].map(parseDurationS)).toEqual(Array(5).fill(undefined));
    expect([0.42, 12, 3_210, 300_000].map(durationText)).toEqual(['0.4 ms', '12 ms', '3.2 s', '5 min']);
  });
});
