/** What the gateway answers itself on the data port. */
import { describe, expect, it } from 'vitest';
import { doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import type { OwnEndpoint, OwnRequest } from './own-endpoint.js';

const run = doorForEachTest();

async function start() {
  const taken: OwnRequest[] = [];
  const endpoint: OwnEndpoint = {
    methods: ['POST'],
    bodyBytesMax: 100,
    handle: (request) => {
      taken.push(request);
      return Promise.resolve({ status: 201, headers: { 'content-type': 'text/plain' }, body: 'made' });
    },
  };
  const door = await run((_request, response) => response.end('upstream'), {
    ownEndpoints: new Map([['/token', endpoint]]),
  });
  return { door, taken };
}

describe('an endpoint of the gateway', () => {
  it('gets the body and who sent it, and needs no token of the caller', async () => {
    const { door, taken } = await start();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: 'Basic YTpi' };
    const answer = await fetch(`${door.url}/token?x=1`, { method: 'POST', body: 'grant_type=y', headers });
    expect([answer.status, await answer.text()]).toEqual([201, 'made']);
    expect(taken[0]).toMatchObject({ method: 'POST', query: '?x=1', contentType: headers['content-type'] });
    expect(taken[0]).toMatchObject({ authorization: 'Basic YTpi', sourceAddress: '127.0.0.1' });
    expect(taken[0]?.body.toString()).toBe('grant_type=y');
    expect(taken[0]?.requestId).toBe(answer.headers.get('x-sallyport-request-id'));
  });

  it('takes its methods and its size only', async () => {
    const { door, taken } = await start();
    const wrongMethod = await fetch(`${door.url}/token`);
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    expect(await errorOf(wrongMethod)).toMatchObject({ code: 'METHOD_REFUSED' });
    const large = await fetch(`${door.url}/token`, { method: 'POST', body: 'x'.repeat(200) });
    expect(large.status).toBe(413);
    expect(taken).toEqual([]);
  });
});
