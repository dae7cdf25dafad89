import { describe, expect, it } from 'vitest';
import { colours, wantsColours } from './colours.js';
import { durationText, parseDurationS } from './duration.js';
import { eventLine, eventTable } from './event-table.js';
import { safeLine, safeLines, shortened } from './safe-text.js';
import { sessionTable } from './session-table.js';
import { streamedWords } from './streamed-words.js';
import { TimelineTeller } from './timeline.js';
import { eventView, sessionView } from './views.js';
import type { EventView } from './views.js';

const plain = colours(false);
const told = (event: EventView, painted = plain): readonly string[] =>
  new TimelineTeller({ colours: painted, full: false }).lines(event);
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

describe('a streamed answer', () => {
  it('is shown as its words, and other streams are left as they are', () => {
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

  it('list what AI traffic used, cost and was denied, where there was any', () => {
    const busy = sessionView.parse({
      ...{
        id: 'ses_1',
        models: ['gpt-4o'],
        graphs: ['triage'],
        toolCalls: 5,
        deniedToolCalls: 1,
        heldToolCalls: 2,
      },
      ...{ tokens: { input: 1_200, output: 34 }, costs: [{ currency: 'USD', micros: 4_500 }], masked: 2 },
    });
    const [head = '', row = ''] = sessionTable([busy, sessionView.parse({ id: 'ses_2' })], plain).split('\n');
    expect(head).toMatch(/REQUESTS +GRAPHS +MODELS +TOOL CALLS +TOKENS +COST +MASKED$/);
    expect(row).toMatch(/triage +gpt-4o +5, 1 denied, 2 held +1,234 +0.0045 USD +2$/);
  });

  it('say of events what they are about', () => {
    const completed = eventView.parse({
      ...{ id: '2', type: 'request.completed', time: 't', status: 200, outcome: 'answered' },
      usage: { inputTokens: 900, outputTokens: 100 },
      toolCalls: [{ tool: 'drop', verdict: { decision: 'deny' } }],
      masked: [{ kind: 'email', count: 2 }],
    });
    expect(eventTable([completed], plain)).toContain(
      '200, 1 tool call, 1 of them denied, 2 masked, 1,000 tokens',
    );
    expect(
      eventLine(eventView.parse({ ...received, operation: { kinds: ['chat'], model: 'm' } }), plain),
    ).toMatch(/chat with m$/);
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
    expect(told(nasty).join('')).not.toContain(escape);
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
    expect(told(received, colours(true))[0]).toContain(`${escape}[32mallow${escape}[39m`);
    expect(told(received).join('')).not.toContain(escape);
  });
});

describe('durations', () => {
  it('are read and written', () => {
    expect(['90', '90s', '30m', '8h', '2d'].map(parseDurationS)).toEqual([90, 90, 1_800, 28_800, 172_800]);
    expect(['', '0', '-1', '1w', '1.5h'].map(parseDurationS)).toEqual(Array(5).fill(undefined));
    expect([0.42, 12, 3_210, 300_000].map(durationText)).toEqual(['0.4 ms', '12 ms', '3.2 s', '5 min']);
  });
});
