import { describe, expect, it } from 'vitest';
import { colours } from './colours.js';
import { SessionSums } from './session-sums.js';
import { TimelineTeller } from './timeline.js';
import { eventView } from './views.js';

const plain = colours(false);
const tell = (events: readonly object[], full = false, columns?: number): readonly string[] => {
  const teller = new TimelineTeller({ colours: plain, full, columns });
  return events.flatMap((event) => teller.lines(eventView.parse(event)));
};

const body = (text: string) => ({ size: text.length, recorded: 'text', text, sha256: 'ab' });

const received = {
  ...{ id: '1', type: 'request.received', time: '2026-01-31T08:00:00.123456Z', session: 'ses_1' },
  ...{ offsetMs: 1_500, requestId: 'r1', method: 'POST', path: '/tickets', connection: 'helpdesk' },
  identity: { subject: 'demo-agent', agent: 'bot' },
  verdict: { decision: 'allow', rule: 'agents', reasons: ['ACCESS_GRANTED'] },
  caller: { email: 'a@b.example', name: 'Ann', address: '10.0.0.7' },
  request: body('{"prompt":"Hi"}'),
};
const completed = {
  ...{ id: '2', type: 'request.completed', time: 't', requestId: 'r1', status: 200, outcome: 'answered' },
  timings: { durationMs: 1_234 },
};
const sse = (...frames: readonly object[]): string =>
  frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join('') + 'data: [DONE]\n\n';
const chunk = (delta: object, finish: string | null = null): object => ({
  ...{ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-4o' },
  choices: [{ index: 0, delta, finish_reason: finish }],
});

describe('a timeline', () => {
  it('says when, what, who, the verdict and the body', () => {
    expect(tell([received])).toEqual([
      '    +1.500 s  request.received  POST /tickets, allow by rule agents (ACCESS_GRANTED)',
      '              demo-agent (Ann, a@b.example) agent bot from 10.0.0.7 to helpdesk',
      '              request, 15 bytes:',
      '                {',
      '                  "prompt": "Hi"',
      '                }',
    ]);
  });

  it('says of a completion how it ended and how long it took, and why a body is not shown', () => {
    const broken = {
      ...{ ...completed, status: 502, code: 'UPSTREAM_RESET', outcome: 'upstream-gone', incomplete: true },
      response: { size: 9, recorded: 'binary' },
    };
    expect(tell([broken])).toEqual([
      '    +0.000 s  request.completed  502 UPSTREAM_RESET, upstream-gone, incomplete, took 1.2 s',
      '              response, 9 bytes: not text',
    ]);
  });

  it('does not make up a status or a duration of an end that nobody saw', () => {
    const unknown = { ...completed, status: 0, outcome: 'unknown', incomplete: true };
    expect(tell([{ ...unknown, timings: { durationMs: 0 } }])).toEqual([
      '    +0.000 s  request.completed  how it ended is unknown, incomplete',
    ]);
    expect(tell([{ ...unknown, outcome: 'client-gone', incomplete: false }])[0]).toBe(
      '    +0.000 s  request.completed  client-gone, took 1.2 s',
    );
  });
});

describe('a call of a model', () => {
  const prompt = JSON.stringify({
    model: 'gpt-4o',
    stream: true,
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Earlier question' },
      { role: 'assistant', content: 'Earlier answer' },
      { role: 'user', content: [{ type: 'text', text: 'Mail [EMAIL] about \u001b[2J it' }] },
    ],
  });
  const asked = {
    ...received,
    path: '/v1/chat/completions',
    claimed: { graph: 'triage', node: 'plan', run: 'run-1' },
    operation: {
      ...{ dialect: 'openai-chat', kinds: ['chat'], model: 'gpt-4o', streaming: true },
      ...{ toolsOffered: ['search', 'drop_table'], toolsWithheld: ['pay'] },
    },
    verdict: {
      ...received.verdict,
      monitored: [{ rule: 'no-night', action: 'deny', reasons: ['OUTSIDE_HOURS'] }],
    },
    masked: [
      { kind: 'email', action: 'redact', position: 'user', count: 1, places: [] },
      { kind: 'iban', action: 'record', position: 'system', count: 2, places: [] },
    ],
    request: { ...body(prompt), originalHmac: 'ab'.repeat(32) },
  };
  const answered = {
    ...completed,
    response: {
      ...body(
        sse(
          chunk({ role: 'assistant', content: 'I will ' }),
          chunk({ content: 'look.' }),
          chunk({
            tool_calls: [
              { index: 0, id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":' } },
            ],
          }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: '"mail"}' } }] }),
          chunk({}, 'tool_calls'),
        ),
      ),
      digestMatches: true,
    },
    toolCalls: [
      { tool: 'search', callId: 'c1', verdict: { decision: 'allow', reasons: ['ACCESS_GRANTED'] } },
      {
        ...{ tool: 'drop_table', callId: 'c2', arguments: { recorded: 'text', text: '{"table":"users"}' } },
        verdict: { decision: 'deny', rule: 'no-drop', reasons: ['DESTRUCTIVE'], sentence: 'Never drop.' },
      },
    ],
    toolCallCount: 3,
    answerVerdict: { decision: 'deny', rule: 'no-links', reasons: ['EXFILTRATION'], sentence: 'No links.' },
    masked: [{ kind: 'phone', action: 'tokenise', position: 'assistant', count: 1 }],
    usage: { inputTokens: 1_900, outputTokens: 100, cachedTokens: 512 },
    cost: { currency: 'USD', micros: 2_500 },
  };

  it('shows who runs it, what it asks for, what was masked and what was said', () => {
    const lines = tell([asked]);
    expect(lines.slice(2)).toEqual(
      [
        'graph triage, node plan, run run-1 (as the client says)',
        'asks for chat with gpt-4o, streamed, in openai-chat',
        'offers tools: search, drop_table',
        'tools taken out of the offer: pay',
        'rule no-night would have denied it (OUTSIDE_HOURS), but only monitors',
        'masked in the request: 1 × email in user (redact), 2 × iban in system (in the record only)',
        'user: Mail [EMAIL] about \\u{1b}[2J it',
        `recorded in another form than it came; HMAC-SHA256 of what came: ${'ab'.repeat(8)}…`,
      ].map((line) => `              ${line}`),
    );
    expect(tell([asked], true).join('\n')).toContain('"content": "Be brief."');
  });

  it('shows the streamed words, each tool call with its verdict, and what it cost', () => {
    expect(tell([asked, answered]).slice(10)).toEqual([
      '    +0.000 s  request.completed  200, took 1.2 s',
      ...[
        'assistant: I will look.',
        'calls search({"q":"mail"}): allow (ACCESS_GRANTED)',
        'calls drop_table({"table":"users"}): deny by rule no-drop (DESTRUCTIVE). Never drop.',
        '… and 1 more tool calls',
        'the answer: deny by rule no-links (EXFILTRATION). No links.',
        'masked in the answer: 1 × phone in assistant (tokenise)',
        'tokens: 1,900 in (512 cached), 100 out; cost 0.0025 USD',
      ].map((line) => `              ${line}`),
    ]);
  });

  it('leaves out the parts of what is shown whole, unless everything is asked for', () => {
    const part = { ...completed, type: 'response.part', response: body('data: {"ch') };
    expect(tell([asked, part])).toHaveLength(tell([asked]).length);
    expect(tell([asked, part], true).join('\n')).toContain('response.part');
    expect(tell([{ ...part, requestId: 'other' }]).join('\n')).toContain('data: {"ch');
  });

  it('that was uploaded in parts is told where it is whole', () => {
    const begun = { ...asked, request: { size: 10, recorded: 'text', text: prompt.slice(0, 10) } };
    const lines = tell([begun, { ...answered, request: body(prompt) }]);
    expect(lines).toContain('              the request goes on in parts: it is told whole at its end');
    expect(lines.filter((line) => line.includes('user: Mail'))).toHaveLength(1);
    expect(lines).toContain('              assistant: I will look.');
  });

  it('reads other dialects: Anthropic, whole, with the result of a tool; older events by their path', () => {
    const question = JSON.stringify({
      ...{ model: 'claude', max_tokens: 9 },
      messages: [
        { role: 'user', content: 'Look' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'search', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: '42 hits' }] },
      ],
    });
    const answer = JSON.stringify({
      ...{ id: 'm', type: 'message', role: 'assistant', model: 'claude', stop_reason: 'end_turn' },
      content: [
        { type: 'text', text: 'There are 42.' },
        { type: 'text', text: 'There are 42.' },
      ],
      usage: { input_tokens: 1, output_tokens: 2 },
    });
    const lines = tell([
      { ...received, path: '/v1/messages', request: body(question) },
      { ...completed, response: body(answer) },
    ]);
    expect(lines).toContain('              tool result: 42 hits');
    expect(lines.filter((line) => line.includes('There are 42.'))).toEqual([
      '              assistant: There are 42.',
    ]);
  });

  it('for embeddings shows the texts, and no vectors', () => {
    const vectors = JSON.stringify({
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: [0.1] }],
    });
    const lines = tell([
      { ...received, path: '/v1/embeddings', request: body('{"model":"m","input":["one text","two"]}') },
      { ...completed, usage: { inputTokens: 3 }, response: body(vectors) },
    ]);
    expect(lines).toContain('              document: one text');
    expect(lines.slice(-2)).toEqual([
      '              tokens: 3 in',
      `              response, ${vectors.length} bytes of vectors: --full shows them`,
    ]);
  });

  it('is wrapped to the terminal and cut, and whole where that is asked for', () => {
    const text = 'word '.repeat(400).trim();
    const long = {
      ...asked,
      request: body(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: text }] })),
    };
    const lines = tell([long], false, 80).filter((line) => line.includes('word'));
    expect(lines).toHaveLength(8);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(tell([long], false, 80).at(-1)).toMatch(/… \d+ more characters, --full shows them$/);
    expect(tell([long], true, 80).join(' ').match(/word/g)?.length).toBeGreaterThanOrEqual(400);
  });

  it('that is refused says why, and what it asked for', () => {
    const refused = {
      ...{
        ...asked,
        type: 'request.refused',
        status: 403,
        code: 'POLICY_DENIED',
        masked: [],
        request: undefined,
      },
      verdict: {
        decision: 'deny',
        rule: 'no-mini',
        reasons: ['RULE_DENIED'],
        sentence: 'Use the large model.',
      },
    };
    expect(tell([refused])[0]).toContain('deny by rule no-mini (RULE_DENIED), 403 POLICY_DENIED');
    expect(tell([refused])).toContain('              because: Use the large model.');
    expect(tell([refused])).toContain('              asks for chat with gpt-4o, streamed, in openai-chat');
  });

  it('of a socket shows what was decided of each command', () => {
    const socket = { ...asked, method: 'GET', path: '/threads/t1/stream', operation: undefined, masked: [] };
    const part = {
      ...{ ...completed, type: 'request.part', status: undefined, outcome: undefined, usage: undefined },
      verdict: { decision: 'allow', rule: 'agents', reasons: ['ACCESS_GRANTED'] },
      operation: { dialect: 'langgraph', kinds: ['graph-run'], graphs: ['triage'] },
      masked: [{ kind: 'email', action: 'redact', position: 'user', count: 1 }],
      request: body('{"id":1,"method":"run.start"}'),
    };
    const lines = tell([socket, part]);
    expect(lines.find((line) => line.includes('request.part'))).toContain(
      'allow by rule agents (ACCESS_GRANTED)',
    );
    expect(lines.join('\n')).toMatch(/graph-run.*triage[^]*masked in the request: .*e-?mail/i);
  });

  it('is summed with the others of its session', () => {
    const sums = new SessionSums();
    const alert = {
      ...completed,
      type: 'alert.raised',
      alert: { kind: 'rule', rule: 'odd', reasons: ['ALERTED'] },
    };
    const refusal = { ...completed, type: 'request.refused', count: 2, usage: undefined };
    const held = {
      ...refusal,
      count: 1,
      verdict: { decision: 'hold', rule: 'ask', reasons: ['APPROVAL_REQUIRED', 'NO_APPROVER'] },
    };
    const calls = [{ tool: 'rm', verdict: { decision: 'hold' } }];
    const heldCall = { ...completed, usage: undefined, toolCalls: calls };
    for (const event of [asked, answered, alert, refusal, held, heldCall]) sums.add(eventView.parse(event));
    expect(sums.text(plain)).toBe(
      'In all: 4 requests, 2 denied, 1 held, 1,900 tokens in, 100 out, cost 0.0025 USD, 4 values masked, 4 tool calls, ' +
        '1 of them denied, 1 of them held, 1 alert',
    );
    expect(new SessionSums().text(plain)).toBe('');
    expect(tell([alert])[0]).toContain('alert.raised  by rule odd (ALERTED)');
  });
});
