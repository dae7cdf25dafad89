/** The life of a request through a real listener to a real upstream, and the events it leaves. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Decision, Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { goodToken, runDoor, until, type DoorOptions, type RunningDoor } from './fixtures/running-door.js';
import type { RequestListener } from 'node:http';

let running: RunningDoor | undefined;
const run = async (onRequest: RequestListener, options?: DoorOptions): Promise<RunningDoor> =>
  (running = await runDoor(onRequest, options));
afterEach(async () => {
  const failures = running?.failures;
  await running?.close();
  expect(failures ?? []).toEqual([]);
});
const authorised = { authorization: `Bearer ${goodToken}` };
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

describe('an allowed request', () => {
  it('reaches the upstream with the real credential and leaves a session and two events', async () => {
    const { url, recorder } = await run((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ path: request.url, headers: request.headers }));
    });
    const answer = await fetch(`${url}/up/v1/chat?x=%2F&y=1`, {
      method: 'POST',
      body: '{"a":1}',
      headers: {
        ...authorised,
        'x-sallyport-graph': 'g',
        cookie: 'sallyport=1; theirs=2',
        connection: 'keep-alive',
      },
    });
    const seen = (await answer.json()) as { path: string; headers: Record<string, string> };
    expect(answer.status).toBe(200);
    expect(seen.path).toBe('/v1/chat?x=%2F&y=1');
    expect(seen.headers['authorization']).toBe('Bearer real-key');
    expect(seen.headers['cookie']).toBe('theirs=2');
    expect(JSON.stringify(seen.headers)).not.toContain('sallyport');
    await until(() => recorder.events.length === 3, 'three events');
    expect(recorder.events.map(({ body }) => body.$case)).toEqual([
      'sessionStarted',
      'requestReceived',
      'requestCompleted',
    ]);
    const [received] = recorder.of('requestReceived');
    const [completed] = recorder.of('requestCompleted');
    expect(answer.headers.get('x-sallyport-request-id')).toBe(received?.requestId);
    expect(received).toMatchObject({
      target: { method: 'POST', path: '/v1/chat' },
      verdict: { decision: Decision.ALLOW, rule: 'agents-may', reasons: ['ACCESS_GRANTED'] },
      body: { size: 7, sha256: sha256('{"a":1}') },
      claimed: { graph: 'g' },
      bodyContinues: false,
    });
    expect(completed).toMatchObject({
      requestId: received?.requestId,
      outcome: Outcome.ANSWERED,
      status: 200,
      requestBody: { size: 7, sha256: sha256('{"a":1}') },
      incomplete: false,
    });
    expect(completed?.responseBody?.inline?.size).toBe(completed?.responseBody?.size);
    const contents = recorder.events.flatMap(({ payloads }) =>
      payloads.map(({ content }) => content.toString()),
    );
    expect(contents).toContain('{"a":1}');
    expect(contents).toContain('x=%2F&y=1');
  });

  it('is not forwarded before its event is durable', async () => {
    let reached = 0;
    const { url, recorder } = await run((_request, response) => {
      reached++;
      response.end('ok');
    });
    recorder.hold();
    const answer = fetch(`${url}/up/x`, { headers: authorised });
    await until(() => recorder.waiting === 2, 'the session and the request wait');
    expect(reached).toBe(0);
    recorder.release();
    expect(await (await answer).text()).toBe('ok');
    expect(reached).toBe(1);
  });

  it('keeps no bytes of bodies and queries where the connection records metadata', async () => {
    const { url, recorder } = await run((_request, response) => response.end('secret answer'));
    await (
      await fetch(`${url}/meta/x?q=secret`, { method: 'POST', body: 'secret', headers: authorised })
    ).text();
    await until(() => recorder.of('requestCompleted').length === 1, 'completion');
    const contents = recorder.events.flatMap(({ payloads }) =>
      payloads.map(({ content }) => content.toString()),
    );
    expect(contents.join(' ')).not.toContain('secret');
    expect(recorder.of('requestReceived')[0]?.body).toMatchObject({ size: 6, sha256: sha256('secret') });
    expect(recorder.of('requestCompleted')[0]?.responseBody).toMatchObject({
      size: 13,
      sha256: sha256('secret answer'),
    });
  });
});
