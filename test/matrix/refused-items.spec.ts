/** Refused calls in a stream of the responses API, as OpenAI's own library puts the stream together. */
import OpenAI from 'openai';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterEach, describe, expect, it } from 'vitest';
import { everybody, policyFrom } from '@sallyport/gateway/protocols/http/fixtures/policy-from';
import {
  goodToken,
  runDoor,
  type RunningDoor,
} from '@sallyport/gateway/protocols/http/fixtures/running-door';
import { callItem, messageItem, whole, type Item } from '@sallyport/wire/llm/openai/fixtures/response-events';
import { write } from '@sallyport/wire/llm/sse/fixtures/streams';

const document = `${everybody}detectors: { apply: [{ categories: [personal] }] }
rules: [{ name: no-deletes, on: tool-call, when: 'tool.name.startsWith("delete_")', action: deny }]
`;

let door: RunningDoor | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

async function streamed(items: readonly Item[], policy = document) {
  door = await runDoor(
    (request, response) => {
      request.resume();
      response.setHeader('content-type', 'text/event-stream');
      response.end(write(whole(items)));
    },
    { policyOf: policyFrom(policy) },
  );
  const client = new OpenAI({ apiKey: goodToken, baseURL: `${door.url}/up/v1`, maxRetries: 0 });
  const stream = client.responses.stream({ model: 'm', input: 'Go on.' });
  const events: ResponseStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  return { events, final: await stream.finalResponse() };
}

const numbersOf = (events: readonly ResponseStreamEvent[]) =>
  events.map(({ sequence_number }) => sequence_number);

describe('a streamed response of which calls are refused', () => {
  it.each([
    ['between others', ['read_user', 'delete_user', 'find_user']],
    ['one behind the other', ['delete_user', 'delete_all', 'read_user']],
    ['all', ['delete_user', 'delete_all']],
  ])('counts its events without gap and double, and says the same to the end: %s', async (_, names) => {
    const { events, final } = await streamed([
      messageItem(0, ['Write to ann.sm', 'ith@exam', 'ple.com and then 41']),
      ...names.map((name, index) => callItem(index + 1, name, ['{"id"', ':7}'])),
      messageItem(names.length + 1, ['Done', ' 4', '2']),
    ]);
    expect(numbersOf(events)).toEqual(events.map((_event, index) => index));
    const items = events.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.map(({ type }) => type)).toEqual([
      'message',
      ...names.map((name) => (name.startsWith('delete_') ? 'message' : 'function_call')),
      'message',
    ]);
    expect(final.output.map(({ id, type }) => ({ id, type }))).toEqual(
      items.map(({ id, type }) => ({ id, type })),
    );
    expect(final.output_text).toContain('no-deletes');
    expect(final.output_text).toContain('Write to [EMAIL] and then 41');
  });

  it('keeps the numbers of the service where nothing was put in or left out', async () => {
    const items = [messageItem(0, ['Hello']), callItem(1, 'read_user', ['{}'])];
    const { events } = await streamed(items, everybody);
    expect(numbersOf(events)).toEqual(whole(items).map((_event, index) => index));
  });
});
