/** Cookies of clients: for what people's browsers and scripts use, not for APIs, where the gateway's credential speaks. */
import { describe, expect, it } from 'vitest';
import { authorised, completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';

const open = doorForEachTest();

async function seen(connection: string, path: string): Promise<string | undefined> {
  let cookie: string | undefined;
  const door = await open(
    (request, response) => {
      cookie = request.headers.cookie;
      request.resume().on('end', () => response.end('{}'));
    },
    { policyOf: policyFrom(everybody, connection) },
  );
  const answer = await fetch(`${door.url}/up${path}`, {
    method: 'POST',
    headers: { ...authorised, cookie: 'theirs=2; sallyport=1', 'content-type': 'application/json' },
    body: '{"model":"m","messages":[],"input":{},"assistant_id":"a"}',
  });
  expect(answer.status).toBe(200);
  await completed(door);
  return cookie;
}

describe('cookies of a client', () => {
  it.each([
    ['', '/v1/chat/completions'],
    ['', '/v1/messages'],
    ['', '/threads/t1/runs'],
    ['dialect: openai', '/v1/files'],
    ['dialect: http, cookies: strip', '/orders'],
  ])('go no further: %s%s', async (connection, path) => {
    expect(await seen(connection, path)).toBeUndefined();
  });

  it.each([
    ['', '/orders'],
    ['dialect: http', '/v1/chat/completions'],
    ['dialect: openai, cookies: pass', '/v1/chat/completions'],
  ])('go on without ours: %s%s', async (connection, path) => {
    expect(await seen(connection, path)).toBe('theirs=2');
  });
});
