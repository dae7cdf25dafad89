import { describe, expect, it } from 'vitest';
import { anthropicMessages } from '@sallyport/wire/llm/anthropic/messages';
import { fullMessagesAnswer } from '@sallyport/wire/llm/anthropic/fixtures/message-bodies';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { waited } from '@sallyport/wire/langgraph/recorded/requests';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import { fullChatAnswer } from '@sallyport/wire/llm/openai/fixtures/chat-bodies';
import { fullResponsesAnswer } from '@sallyport/wire/llm/openai/fixtures/response-bodies';
import { openaiResponses } from '@sallyport/wire/llm/openai/responses';
import { plain } from '@sallyport/wire/plain/plain';
import { cut } from '@sallyport/wire/llm/sse/fixtures/streams';
import type { AnswerHead, AnswerRules } from './answer.js';
import { eventStream, json, planWith, readThrough, rulesFor, verdict } from './fixtures/reading.js';
import { openAnswer } from './open-answer.js';

const plan = planWith({ email: 'redact', 'payment-card': 'block' });
const mail = 'ann.smith@example.com';
const iban = 'DE89370400440532013000';
const placeholder = '[EMAIL_0123456789]';
const values = new Map([[placeholder, 'eve "x" o@example.net']]);

const answers: Readonly<Record<string, readonly [Dialect, Buffer]>> = {
  chat: [openaiChat, Buffer.from(JSON.stringify(fullChatAnswer))],
  responses: [openaiResponses, Buffer.from(JSON.stringify(fullResponsesAnswer))],
  messages: [anthropicMessages, Buffer.from(JSON.stringify(fullMessagesAnswer))],
  'graph runs': [langgraph, Buffer.from(waited.replaceAll('ada@example.org', 'her'))],
  'plain HTTP': [plain, Buffer.from('{"a":"x","b":["y"],"c d1":"z"}')],
};

const read = (
  dialect: Dialect,
  body: Uint8Array | string,
  more: Partial<AnswerRules> = { plan },
  head: AnswerHead = json,
) => {
  const operation = { ...rulesFor(dialect).operation, isStreaming: false };
  return readThrough(rulesFor(dialect, { operation, ...more }), head, cut(Buffer.from(body), [3, 50]));
};

describe.each(Object.entries(answers))('a whole answer of %s', (_, [dialect, body]) => {
  const answer = dialect.readAnswer(rulesFor(dialect).operation, body, json.contentType);
  if (answer.kind === 'unreadable') throw new Error(answer.reason);
  const { spans } = answer.operation;
  /** The answer with a text in the place of one span. */
  const saying = (span: number, text: string): Uint8Array =>
    answer.apply([
      { kind: 'text', span, text: spans[span]?.isJson === true ? JSON.stringify({ to: text }) : text },
    ]);
  const always = { plan, judgeAnswer: () => verdict('allow') };

  it('hides what is masked from the client and what is found from the record, in every position', () => {
    expect(spans.length).toBeGreaterThan(0);
    for (const index of spans.keys()) {
      const { client, recorded, stopped, facts } = read(
        dialect,
        saying(index, `Mail ${mail}, ${iban}.`),
        always,
      );
      expect(stopped).toBeUndefined();
      expect(client).not.toContain(mail);
      expect(client).toContain(iban);
      expect(recorded).not.toContain(mail);
      expect(recorded).not.toContain(iban);
      for (const form of [client, recorded]) expect(() => JSON.parse(form) as unknown).not.toThrow();
      const position = spans[index]?.position;
      expect(facts.masked.find(({ kind }) => kind === 'email')).toMatchObject({ action: 'redact', position });
    }
  });

  it('has the client’s own values put back in every position, for the client alone', () => {
    for (const [index, { isName }] of spans.entries()) {
      if (isName === true) continue;
      const { client, recorded } = read(dialect, saying(index, `To ${placeholder}`), { ...always, values });
      expect(client).toContain('o@example.net');
      expect(() => JSON.parse(client) as unknown).not.toThrow();
      expect(recorded).not.toContain('o@example.net');
    }
  });

  it('stops at a find that is to be blocked, wherever it stands', () => {
    for (const index of spans.keys()) {
      const { client, stopped } = read(dialect, saying(index, 'Pay with 4111 1111 1111 1111'), always);
      expect(client).toBe('');
      expect(stopped).toMatchObject({ kind: 'denied', verdict: { reasons: ['SENSITIVE_DATA'] } });
    }
  });

  it('keeps its bytes where nothing is found, and waits only where the client’s form depends on it', () => {
    const bound = read(dialect, body, always);
    expect([bound.client, bound.recorded]).toEqual([body.toString(), body.toString()]);
    expect(bound.facts.isChanged).toBe(false);
    const free = openAnswer(rulesFor(dialect, { plan: planWith({}), isBinding: false }), json);
    expect(free.push(body).client).toBe(body);
    expect(free.isWhole || free.mayChange).toBe(false);
  });

  it('goes through the rules on answers', () => {
    const denial = verdict('deny', { sentence: 'Not this.' });
    const denied = read(dialect, body, { isBinding: true, judgeAnswer: () => denial });
    expect(denied.stopped).toEqual({ kind: 'denied', verdict: denial });
    expect([denied.client, denied.facts.verdict]).toEqual(['', denial]);

    const masks = [
      { rule: 'no mail', kinds: ['email'], categories: [], except: [], with: 'redact' },
    ] as const;
    const ordered = read(dialect, saying(0, `Mail ${mail}`), {
      isBinding: true,
      judgeAnswer: () => verdict('allow', { masks }),
      planOf: (orders) => (orders === masks ? plan : undefined),
    });
    expect(ordered.client).not.toContain(mail);
    expect(ordered.client).toContain('[EMAIL]');
  });
});

describe('a whole answer', () => {
  it('tells rules what detectors find, where one asks', () => {
    const seen: unknown[] = [];
    const judgeAnswer: AnswerRules['judgeAnswer'] = ({ found, status }) => {
      seen.push(found, status);
      return verdict('allow');
    };
    read(plain, `{"a":"${mail}"}`, { plan, judgeAnswer, findsFirst: true });
    read(plain, `{"a":"${mail}"}`, { plan, judgeAnswer });
    expect(seen).toEqual([{ kinds: ['email'], categories: ['personal'] }, 200, undefined, 200]);
  });

  it('is read by what its bytes are where it is no answer of the dialect', () => {
    const page = `<html>Write to ${mail}</html>`;
    const html = { status: 502, contentType: 'text/html' };
    expect(read(openaiChat, page, { plan }, html).client).toBe('<html>Write to [EMAIL]</html>');
    const error = `{"error":{"message":"No model for ${mail}"}}`;
    expect(read(openaiChat, error, { plan }, { ...json, status: 404 }).client).toContain('for [EMAIL]');
    expect(read(openaiChat, error).stopped).toBeUndefined();
  });

  it('is masked in its numbers too where no dialect reads it, and not recorded where it is no text', () => {
    const judgeAnswer: AnswerRules['judgeAnswer'] = () => verdict('allow');
    const number = read(plain, '{"card":4111111111111111}', { plan: planWith({}), judgeAnswer });
    expect(number.recorded).not.toContain('4111111111111111');
    const image = { status: 200, contentType: 'image/png' };
    const bytes = Buffer.from([0x89, 0, 1, 2]);
    expect(read(plain, bytes, { plan, judgeAnswer }, image).stopped).toMatchObject({ reason: 'NOT_TEXT' });
    const more = { plan, judgeAnswer, takesUnread: true };
    const { client, recorded } = read(plain, bytes, more, image);
    expect([client.length > 0, recorded]).toEqual([true, '']);
  });

  it('is not let through where it must be read and cannot be', () => {
    expect(read(openaiChat, '{"choices":').stopped).toEqual({ kind: 'unreadable', reason: 'NOT_JSON' });
    expect(read(openaiChat, '{"a":1,"a":2}').stopped).toEqual({
      kind: 'unreadable',
      reason: 'DUPLICATE_KEY',
    });
    const foreign = { ...json, contentType: 'application/json; charset=utf-16le' };
    expect(read(openaiChat, Buffer.from('{}', 'utf16le'), { plan }, foreign).stopped?.kind).toBe(
      'unreadable',
    );
  });

  it('passes where nothing binds, and is recorded masked all the same', () => {
    const broken = `{"choices": ["${mail}"`;
    const { client, recorded, stopped } = read(openaiChat, broken, { plan: planWith({}), isBinding: false });
    expect([client, stopped]).toEqual([broken, undefined]);
    expect(recorded).not.toContain(mail);
  });

  it('is not gathered without end', () => {
    const more = { plan, gatheredBytesMax: 100 };
    const long = JSON.stringify({ choices: [], text: `${'x'.repeat(200)} ${mail}` });
    expect(read(openaiChat, long, more).stopped).toEqual({ kind: 'too-large' });
    const free = read(openaiChat, long, { ...more, plan: planWith({}), isBinding: false });
    expect([free.client, free.facts.usage]).toEqual([long, undefined]);
    expect(free.recorded).not.toContain(mail);
    expect(free.recorded.length).toBeGreaterThan(200);
  });

  it('tells usage', () => {
    expect(read(openaiChat, JSON.stringify(fullChatAnswer)).facts.usage).toEqual({
      inputTokens: 19,
      outputTokens: 10,
      cachedTokens: 4,
      reasoningTokens: 6,
    });
  });

  it('has a refusal in place of a tool call that may not be made', () => {
    const judgeCall: AnswerRules['judgeCall'] = ({ name }) =>
      verdict(name === 'lookup' ? 'deny' : 'allow', { sentence: 'No lookups.' });
    for (const [dialect, body] of [answers['chat'], answers['messages']].filter((one) => one !== undefined)) {
      const { client, recorded, facts } = read(dialect, body, { plan, judgeCall, isBinding: true });
      expect(client).not.toContain('Rome');
      expect(client).toContain('No lookups.');
      expect(client).toContain('drop');
      expect(recorded).toBe(client);
      expect(facts.callCount).toBe(2);
      expect(facts.calls.map(({ call, recordedArguments }) => [call.name, recordedArguments])).toEqual([
        ['lookup', '{"city":"Rome"}'],
        ['drop', undefined],
      ]);
    }
  });

  it('is a stream where its bytes are one, and no stream where they are not', () => {
    const operation = { ...rulesFor(openaiChat).operation, isStreaming: true };
    const streamed = ['data: {"choices":[{"index":0,"delta":{"content":"ann.smith@"}}]}', ''].join('\n\n');
    const rest = [
      'data: {"choices":[{"index":0,"delta":{"content":"example.com"}}]}',
      'data: [DONE]',
      '',
    ].join('\n\n');
    for (const contentType of ['text/plain', 'application/json', '']) {
      const more = { plan, operation };
      const { client } = read(openaiChat, streamed + rest, more, { status: 200, contentType });
      expect(client).toContain('"[EMAIL]"');
    }
    const labelled = read(openaiChat, JSON.stringify(fullChatAnswer), { plan, operation }, eventStream);
    expect(labelled.client).toBe(JSON.stringify(fullChatAnswer));
    expect(labelled.facts.usage?.inputTokens).toBe(19);
  });

  it('is refused by its head where it is a part of something', () => {
    const part = openAnswer(rulesFor(openaiChat, { plan }), { ...json, status: 206 });
    expect(part.isWhole).toBe(true);
    expect(part.stopped).toEqual({ kind: 'unreadable', reason: 'PARTIAL_CONTENT' });
    expect(
      openAnswer(rulesFor(openaiChat, { plan: planWith({}), isBinding: false }), { ...json, status: 206 })
        .stopped,
    ).toBeUndefined();
  });

  it('may be empty', () => {
    for (const head of [json, eventStream, { status: 204, contentType: '' }]) {
      const { client, recorded, stopped } = read(openaiChat, '', { plan }, head);
      expect([client, recorded, stopped]).toEqual(['', '', undefined]);
    }
  });
});
