import { describe, expect, it } from 'vitest';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { anthropicMessages } from '@sallyport/wire/llm/anthropic/messages';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { about, frame, piece } from '@sallyport/wire/langgraph/recorded/run-stream';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import { chunk, delta, done, rest, start } from '@sallyport/wire/llm/openai/fixtures/chat-chunks';
import { cut, dataOf, write } from '@sallyport/wire/llm/sse/fixtures/streams';
import type { AnswerRules } from './answer.js';
import { eventStream, planWith, readThrough, rulesFor, verdict } from './fixtures/reading.js';
import { callName, toldStreams, type Told } from './fixtures/told-streams.js';
import { openAnswer } from './open-answer.js';

const plan = planWith({ email: 'redact', 'payment-card': 'block', 'us-ssn': 'tokenise' });
const mail = 'ann.smith@example.com';
const iban = 'DE89370400440532013000';

const told: Told = {
  reasoning: ['Let me', ' see'],
  text: ['I will', ' send it'],
  call: ['{"to":"', mail.slice(0, 9), mail.slice(9), `","iban":"${iban}"}`],
};

const withCalls = Object.entries(toldStreams).filter(([, { has }]) => has.includes('call'));

describe.each(withCalls)('a tool call in a stream of %s', (_, { dialect, write: writeTold }) => {
  const read = (more: Partial<AnswerRules>, texts = told) =>
    readThrough(rulesFor(dialect, { plan, isBinding: true, ...more }), eventStream, [writeTold(texts)]);

  it('reaches the client when it may be made, masked like any text', () => {
    const judged: unknown[] = [];
    const { client, facts, stopped } = read({
      judgeCall: (call) => {
        judged.push(call);
        return verdict('allow');
      },
    });
    expect(stopped).toBeUndefined();
    expect(judged).toMatchObject([{ name: callName, arguments: JSON.stringify({ to: mail, iban }) }]);
    expect(client).toContain(callName);
    expect(client).not.toContain(mail);
    expect(facts.calls).toMatchObject([{ call: { name: callName }, recordedArguments: undefined }]);
  });

  it.each(['deny', 'hold'] as const)('is replaced by a refusal on a verdict of %s', (decision) => {
    const judgement = verdict(decision, { sentence: 'Nobody may send.' });
    // A graph's message says why where it would else be empty.
    const { client, recorded, facts, stopped } = read(
      { judgeCall: () => judgement },
      { ...told, text: [''] },
    );
    expect(stopped).toBeUndefined();
    for (const form of [client, recorded]) {
      expect(form).toContain('Nobody may send.');
      expect(form).not.toContain(`"${callName}"`);
      expect(form).not.toContain('ann.smith');
      expect(form).not.toContain('3704');
    }
    expect(facts.callCount).toBe(1);
    expect(facts.calls[0]?.verdict).toBe(judgement);
    expect(JSON.parse(facts.calls[0]?.recordedArguments ?? '')).toEqual({ to: '[EMAIL]', iban: '[IBAN]' });
  });

  it('goes out not before it is judged', () => {
    const bytes = writeTold(told);
    const reading = openAnswer(rulesFor(dialect, { plan, judgeCall: () => verdict('deny') }), eventStream);
    let seen = '';
    for (const piece of cut(
      bytes,
      Array.from({ length: bytes.length / 37 }, (_, index) => index * 37),
    ))
      seen += Buffer.from(reading.push(piece).client).toString();
    expect(seen + Buffer.from(reading.finish().client).toString()).not.toContain('send"');
  });
});

it('judges a call of a graph that is never told whole at the end of its message', () => {
  const call = { ...piece(''), tool_call_chunks: [{ name: 'wipe', args: '', id: 'c9', index: 0 }] };
  const last = { ...piece(''), response_metadata: { finish_reason: 'stop' } };
  const stream = Buffer.from(
    [call, piece('Done'), last].map((one) => frame('messages', [one, about])).join(''),
  );
  const read = (decision: 'allow' | 'deny') =>
    readThrough(rulesFor(langgraph, { isBinding: true, judgeCall: () => verdict(decision) }), eventStream, [
      stream,
    ]);
  const [allowed, denied] = [read('allow'), read('deny')];
  expect([allowed.client, allowed.stopped, denied.stopped]).toEqual([
    stream.toString(),
    undefined,
    undefined,
  ]);
  expect(denied.client).toContain('Done');
  expect(denied.client).not.toContain('wipe');
});

const chat = (contents: readonly string[], more: Parameters<typeof chunk>[1] = {}) =>
  contents.map((content) => chunk(delta(0, { content }), more));
const readChat = (events: Parameters<typeof write>[0], more: Partial<AnswerRules> = { plan }) =>
  readThrough(rulesFor(openaiChat, more), eventStream, [write(events)]);

describe('a stream', () => {
  it('stops at what is to be blocked, before any of it', () => {
    const orders = [
      { rule: 'no cards', kinds: ['payment-card'], categories: [], except: [], with: 'block' },
    ] as const;
    const events = [...chat(['Pay ', 'with 4111', ' 1111 1111', ' 1111 now', ' or never']), done];
    const { client, recorded, stopped, facts } = readChat(events, { plan, orders });
    expect(stopped).toMatchObject({
      kind: 'denied',
      verdict: { decision: 'deny', rule: 'no cards', reasons: ['SENSITIVE_DATA'], sentence: /payment-card/ },
    });
    expect(client + recorded).not.toMatch(/4111|1111/);
    expect(dataOf(Buffer.from(client)).length).toBeGreaterThan(0);
    expect(facts.masked).toMatchObject([{ kind: 'payment-card', action: 'block', position: 'assistant' }]);
  });

  it('lets nothing more out once it has stopped', () => {
    const reading = openAnswer(rulesFor(openaiChat, { plan }), eventStream);
    reading.push(Buffer.from('data: {"choices":[]}\n\ndata: {\n\n'));
    expect(reading.stopped).toEqual({ kind: 'unreadable', reason: 'NOT_JSON' });
    expect(reading.push(write(chat(['more']))).client).toHaveLength(0);
    expect(reading.finish().client).toHaveLength(0);
    const error = { code: 'POLICY_DENIED', message: 'No.', requestId: 'r1', status: 403 };
    expect(Buffer.from(reading.cut(error)).toString()).toContain('POLICY_DENIED');
  });

  it('tells usage, and drops the frame that was asked for by the gateway alone', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 4 };
    const events = [...chat(['Hi'], { usage: null }), chunk([], { usage }), done];
    for (const more of [{}, { plan }]) {
      const kept = readChat(events, more);
      expect(kept.client).toContain('prompt_tokens');
      expect(kept.facts.usage).toMatchObject({ inputTokens: 3, outputTokens: 4 });
      const dropped = readChat(events, { ...more, dropsUsage: true });
      expect(dropped.client + dropped.recorded).not.toContain('prompt_tokens');
      expect(dropped.facts.usage).toEqual(kept.facts.usage);
      expect(dropped.facts.isChanged).toBe(true);
    }
  });

  it('is judged at its end by rules that only watch', () => {
    const watched = verdict('allow', { reasons: ['ALERTED'] });
    const seen: unknown[] = [];
    const judgeAnswer: AnswerRules['judgeAnswer'] = (answer) => {
      seen.push(answer);
      return watched;
    };
    const { client, facts } = readChat([...chat(['a b ', mail]), done], {
      judgeAnswer,
      plan,
      findsFirst: true,
    });
    expect(client).toContain('a b');
    expect(facts.verdict).toBe(watched);
    expect(seen).toEqual([
      {
        spans: [{ position: 'assistant', text: `a b ${mail}` }],
        status: 200,
        found: { kinds: ['email'], categories: ['personal'] },
      },
    ]);
  });

  it('is refused whole, or masked as a rule on answers asks, where it is held', () => {
    const events = [...chat(['Mail ', mail.slice(0, 5), mail.slice(5), '.']), done];
    const held = { holdsWhole: true, isBinding: true };
    const denial = verdict('deny');
    const denied = readChat(events, { ...held, judgeAnswer: () => denial });
    expect([denied.client, denied.stopped, denied.facts.verdict]).toEqual([
      '',
      { kind: 'denied', verdict: denial },
      denial,
    ]);
    const masks = [{ rule: 'mail', kinds: ['email'], categories: [], except: [], with: 'redact' }] as const;
    const masked = readChat(events, {
      ...held,
      judgeAnswer: () => verdict('allow', { masks }),
      planOf: () => plan,
    });
    expect(masked.client).toContain('[EMAIL]');
    expect(masked.client).not.toContain('ann');
    expect(readChat(events, { ...held, judgeAnswer: () => denial, gatheredBytesMax: 99 }).stopped).toEqual({
      kind: 'too-large',
    });
  });

  it('does not keep frames of tool calls without end', () => {
    const pieces = Array.from({ length: 50 }, () => chunk(delta(0, rest(0, 'x'.repeat(50)))));
    const events = [chunk(delta(0, start(0, 'a'))), ...pieces];
    const more = { judgeCall: () => verdict('allow'), isBinding: true, gatheredBytesMax: 4_000 };
    expect(readChat(events, more).stopped).toEqual({ kind: 'too-large' });
  });

  it('passes as it is where it cannot be read on and nothing binds', () => {
    const other = (index: number) => chunk(delta(index, { content: index === 1030 ? mail : 'x' }));
    const bytes = write([...chat(['Hi ann']), ...Array.from({ length: 1040 }, (_, index) => other(index))]);
    const chunks = [bytes.subarray(0, 300), bytes.subarray(300, 100_001), bytes.subarray(100_001)];
    const free = readThrough(
      rulesFor(openaiChat, { plan: planWith({}), isBinding: false }),
      eventStream,
      chunks,
    );
    expect(free.stopped).toBeUndefined();
    const said = dataOf<ReturnType<typeof other>[1]>(Buffer.from(free.client)).map((one) =>
      JSON.stringify(one),
    );
    expect(said.some((one) => one.includes(mail))).toBe(true);
    expect(said.filter((one) => one.includes('"index":1039'))).toHaveLength(1);
    expect(free.recorded).not.toContain(mail);
    const bound = readThrough(rulesFor(openaiChat, { plan }), eventStream, chunks);
    expect(bound.stopped).toEqual({ kind: 'unreadable', reason: 'TOO_MANY_VALUES' });
  });

  it('tells what was masked before its end too', () => {
    const reading = openAnswer(rulesFor(openaiChat, { plan }), eventStream);
    reading.push(write(chat([`Mail ${mail} or`, ' call me'])));
    expect(reading.facts.masked).toMatchObject([
      { kind: 'email', count: 1, places: [{ text: 0, start: 5, end: 26 }] },
    ]);
    reading.push(write([chunk(delta(0, {}, 'stop')), done]));
    reading.finish();
    expect(reading.facts.masked).toMatchObject([{ kind: 'email', count: 1 }]);
  });

  it('does not copy what is not changed', () => {
    const reading = openAnswer(rulesFor(openaiChat), eventStream);
    const bytes = write([...chat(['one', 'two', 'three']), done]);
    const { client, recorded } = reading.push(bytes);
    expect(recorded).toBe(client);
    expect([client.buffer, client.byteOffset, client.length]).toEqual([
      bytes.buffer,
      bytes.byteOffset,
      bytes.length,
    ]);
  });
});

describe('what stands under a name, or as a number, in a stream', () => {
  const hiding: MaskPlan = { ...plan, actionOf: () => ({ kind: 'redact' }) };
  const state = {
    db_password: 'correct-Horse7',
    ssn: 536904399,
    card: 4111111111111111,
    of: [4111111111111111],
  };
  const streams = {
    langgraph: { dialect: langgraph, bytes: frame('values', state) },
    'langgraph, the newer protocol': {
      dialect: langgraph,
      bytes: frame('values', { type: 'event', method: 'values', params: { namespace: [], data: state } }),
    },
    'openai-chat': { dialect: openaiChat, bytes: write([['', { error: state }]]) },
    'anthropic-messages': {
      dialect: anthropicMessages,
      bytes: write([
        [
          'content_block_start',
          {
            type: 'content_block_start',
            index: 0,
            content_block: { type: 'server_tool_use', id: 't', name: 'x', input: state },
          },
        ],
      ]),
    },
  };

  it.each(Object.entries(streams))(
    'is masked as in an answer that comes whole: %s',
    (_, { dialect, bytes }) => {
      const { client, recorded } = readThrough(rulesFor(dialect, { plan: hiding }), eventStream, [
        Buffer.from(bytes),
      ]);
      for (const form of [client, recorded]) {
        expect(form).not.toMatch(/Horse|536904399|4111/);
        expect(form.match(/"\[CARD\]"/g)).toHaveLength(2);
      }
    },
  );
});
