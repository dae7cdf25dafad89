import { request as httpRequest, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ApprovalState, LockTarget } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { Decision as Decided } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import {
  ConsumeOutcome,
  Decision,
  Grant,
  LockStatement,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { FakeControlLink } from '../../core/ports/control-link.fake.js';
import type { PolicyInForce } from '../../core/ports/policy-in-force.js';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';
import { caller, until, type DoorOptions, type RunningDoor } from './fixtures/running-door.js';

const open = doorForEachTest();

const DOCUMENT = `${everybody}rules:
  - name: deletes
    when: request.method == "DELETE"
    action: approve
    sentence: Deleting needs a person who agrees.
    approval: { groups: [leads], grant: { minutesMax: 30 } }
  - { name: streams, when: 'request.streaming', action: approve, approval: { groups: [leads] } }
`;

interface Held {
  readonly door: RunningDoor;
  readonly control: FakeControlLink;
  /** Bodies the upstream got. */
  readonly got: string[];
}

async function heldDoor(options: DoorOptions = {}): Promise<Held> {
  const control = new FakeControlLink();
  const got: string[] = [];
  const door = await open(
    (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        got.push(body);
        response.end('done');
      });
    },
    { policyOf: policyFrom(DOCUMENT), control, sweepMs: 10, ...options },
  );
  return { door, control, got };
}

const bearer = { issuer: caller.issuer, subject: caller.subject, agent: caller.agent };

const remove = (door: RunningDoor, body = '{"id":1}', more: Record<string, string> = {}): Promise<Response> =>
  fetch(`${door.url}/up/notes/1`, {
    method: 'DELETE',
    headers: { ...authorised, 'content-type': 'application/json', ...more },
    body,
  });

/** The held event of the n-th request. */
async function heldEvent(door: RunningDoor, at = 0) {
  await until(() => door.recorder.of('requestHeld').length > at, 'the held event');
  const held = door.recorder.of('requestHeld')[at];
  const event = door.recorder.events.filter(({ body }) => body.$case === 'requestHeld')[at];
  if (held === undefined || event === undefined) throw new Error('no held event');
  return { ...held, session: event.envelope.session };
}

function decide(
  { control }: Held,
  held: Awaited<ReturnType<typeof heldEvent>>,
  state: ApprovalState,
  more: Partial<Decision> = {},
): void {
  control.states({
    $case: 'decision',
    value: Decision.fromPartial({
      approvalId: held.requestId,
      state,
      requestSha256: Buffer.from(held.requestSha256),
      bearer,
      session: held.session,
      connection: 'up',
      rule: held.rule,
      requestIds: [held.requestId],
      revision: 1,
      ...more,
    }),
  });
}

describe('a request that policy holds', () => {
  it('waits with all that people need to know in its event, and passes unchanged once they agree', async () => {
    const running = await heldDoor();
    const { door, got } = running;
    const answer = remove(door);
    const held = await heldEvent(door);
    expect(held).toMatchObject({
      rule: 'deletes',
      sentence: 'Deleting needs a person who agrees.',
      target: { method: 'DELETE', path: '/notes/1' },
      requirement: {
        anyOf: [{ steps: [{ groups: ['leads'], people: 1 }] }],
        grant: { durationMsMax: 1_800_000 },
      },
      shape: { summary: 'http; method: DELETE; path: /notes/{id}' },
      contentCut: false,
    });
    expect(got).toEqual([]);
    decide(running, held, ApprovalState.APPROVED);
    expect(await (await answer).text()).toBe('done');
    expect(got).toEqual(['{"id":1}']);
    await completed(door);
    expect(door.recorder.events.map(({ body }) => body.$case)).toEqual([
      ...['sessionStarted', 'requestReceived', 'requestHeld', 'requestReleased', 'requestCompleted'],
    ]);
    expect(door.recorder.of('requestReceived')[0]?.verdict?.decision).toBe(Decided.HOLD);
    expect(door.recorder.of('requestReleased')[0]).toMatchObject({
      approvalId: held.requestId,
      requestSha256: held.requestSha256,
    });
  });

  it('is refused when people refuse, with who and why', async () => {
    const running = await heldDoor();
    const answer = remove(running.door);
    const held = await heldEvent(running.door);
    const deciders = [{ subject: 'lead-1', issuer: caller.issuer, name: 'Lea' }];
    decide(running, held, ApprovalState.DENIED, { deciders, said: 'Not today' });
    const refused = await answer;
    expect([refused.status, refused.headers.get('x-should-retry')]).toEqual([403, 'false']);
    expect(await errorOf(refused)).toMatchObject({
      code: 'APPROVAL_DENIED',
      message: expect.stringContaining('Lea refused this request: Not today.') as string,
      rule: 'deletes',
      approval: { id: held.requestId, state: 'denied', decidedBy: ['Lea'], said: 'Not today' },
    });
    expect(running.got).toEqual([]);
    expect(running.door.recorder.of('requestRefused')[0]).toMatchObject({
      code: 'APPROVAL_DENIED',
      count: 1,
    });
    expect(running.door.door.held.size).toBe(0);
  });

  it.each([
    [ApprovalState.EXPIRED, 'APPROVAL_EXPIRED'],
    [ApprovalState.CANCELLED, 'APPROVAL_EXPIRED'],
    [ApprovalState.REVOKED, 'APPROVAL_EXPIRED'],
  ])('is refused when its approval ends as %i', async (state, code) => {
    const running = await heldDoor();
    const answer = remove(running.door);
    decide(running, await heldEvent(running.door), state);
    expect(await errorOf(await answer)).toMatchObject({ code });
    expect(running.got).toEqual([]);
  });

  it('is not released by an approval of another request, of somebody else or for another digest', async () => {
    const running = await heldDoor();
    const { door, control } = running;
    const answer = remove(door);
    const held = await heldEvent(door);
    decide(running, held, ApprovalState.APPROVED, { requestSha256: Buffer.alloc(32), approvalId: 'a' });
    decide(running, held, ApprovalState.APPROVED, { bearer: { ...bearer, subject: 'x' }, approvalId: 'b' });
    decide(running, held, ApprovalState.APPROVED, { session: 'other', requestIds: [], approvalId: 'c' });
    expect(control.spent).toEqual([]);
    decide(running, held, ApprovalState.DENIED, { revision: 2 });
    expect((await answer).status).toBe(403);
  });

  it('of two that are equal one approval releases one, and the other is told to ask anew', async () => {
    const running = await heldDoor();
    const { door } = running;
    const answers = [remove(door), remove(door)];
    await heldEvent(door, 1);
    decide(running, await heldEvent(door), ApprovalState.APPROVED);
    const statuses = (await Promise.all(answers)).map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 403]);
    expect(running.got).toHaveLength(1);
    expect(door.recorder.of('requestRefused')[0]?.code).toBe('APPROVAL_SPENT');
  });

  it('claims an approval that is there already, by its id from any session, and not after it is spent', async () => {
    const running = await heldDoor();
    const { door, control } = running;
    const first = remove(door, '{"id":1}', { 'x-sallyport-session': 'one' });
    const held = await heldEvent(door);
    decide(running, held, ApprovalState.PENDING);
    decide(running, held, ApprovalState.EXPIRED, { revision: 2 });
    await first;
    const again = { ...held, requestId: 'asked-before' };
    decide(running, again, ApprovalState.APPROVED, { requestIds: ['asked-before'], revision: 1 });
    const claimed = remove(door, '{"id":1}', {
      'x-sallyport-session': 'two',
      'x-sallyport-approval': 'asked-before',
    });
    expect(await (await claimed).text()).toBe('done');
    expect(door.recorder.of('requestHeld')).toHaveLength(1);
    expect(control.spent[0]).toMatchObject({ approvalId: 'asked-before', grantId: '' });
  });

  it('passes under a grant for requests like it, each use counted by the service', async () => {
    const running = await heldDoor();
    const { door, control } = running;
    const first = remove(door);
    const held = await heldEvent(door);
    decide(running, held, ApprovalState.DENIED);
    await first;
    control.states({
      $case: 'grant',
      value: Grant.fromPartial({
        grantId: 'g1',
        bearer,
        connection: 'up',
        rule: 'deletes',
        shapeSha256: Buffer.from(held.shape?.sha256 ?? []),
        revision: 1,
      }),
    });
    expect((await remove(door, '{"id":2}')).status).toBe(200);
    expect(control.spent[0]).toMatchObject({ approvalId: '', grantId: 'g1' });
    expect(door.recorder.of('requestReleased')[0]).toMatchObject({ approvalId: '', grantId: 'g1' });
    control.answer = () => Promise.resolve(ConsumeOutcome.SPENT);
    expect((await errorOf(await remove(door, '{"id":3}')))['code']).toBe('APPROVAL_SPENT');
  });

  it('is judged again when it is released: a policy that denies it by then wins', async () => {
    const policies: PolicyInForce[] = [];
    const running = await heldDoor({
      policyOf: async (origin) => {
        const denying = `${everybody}rules: [{ name: never, when: 'request.method == "DELETE"', action: deny }]\n`;
        policies.push(await policyFrom(DOCUMENT)(origin), await policyFrom(denying)(origin));
        return () => policies[0];
      },
    });
    const answer = remove(running.door);
    const held = await heldEvent(running.door);
    policies.shift();
    decide(running, held, ApprovalState.APPROVED);
    expect(await errorOf(await answer)).toMatchObject({ code: 'POLICY_DENIED', rule: 'never' });
    expect([running.control.spent, running.got]).toEqual([[], []]);
  });

  it('stays held while nobody can be asked to spend its approval, and is released once', async () => {
    const running = await heldDoor();
    const { control, door } = running;
    let asked = 0;
    control.answer = () => Promise.resolve(++asked < 2 ? undefined : ConsumeOutcome.CONSUMED);
    const answer = remove(door);
    decide(running, await heldEvent(door), ApprovalState.APPROVED);
    expect((await answer).status).toBe(200);
    expect([asked, running.got.length]).toEqual([2, 1]);
  });

  it('leaves its approval to whoever asks again when its client goes away', async () => {
    const running = await heldDoor();
    const leaving = new AbortController();
    const answer = fetch(`${running.door.url}/up/notes/1`, {
      method: 'DELETE',
      headers: authorised,
      signal: leaving.signal,
    });
    const held = await heldEvent(running.door);
    leaving.abort();
    await expect(answer).rejects.toThrow('abort');
    await until(() => running.door.recorder.of('requestUnattended').length === 1, 'the unattended event');
    await until(() => running.door.door.held.size === 0, 'its place to be free');
    decide(running, held, ApprovalState.APPROVED);
    expect(running.got).toEqual([]);
    expect(
      (await fetch(`${running.door.url}/up/notes/1`, { method: 'DELETE', headers: authorised })).status,
    ).toBe(200);
  });

  it('is told how to claim the answer when it has waited as long as it may', async () => {
    const running = await heldDoor({
      policyOf: policyFrom(`${DOCUMENT}approvals: { holdWaitMsMax: 1000 }\n`),
    });
    const refused = await remove(running.door);
    const held = await heldEvent(running.door);
    expect(await errorOf(refused)).toMatchObject({
      code: 'APPROVAL_PENDING',
      approval: { id: held.requestId, state: 'pending' },
      remedy: expect.stringContaining(`x-sallyport-approval: ${held.requestId}`) as string,
    });
    expect(running.door.recorder.of('requestUnattended')).toHaveLength(1);
  });

  it('is answered at once where its client prefers that', async () => {
    const running = await heldDoor();
    const accepted = await remove(running.door, '{}', { prefer: 'respond-async, wait=5' });
    const held = await heldEvent(running.door);
    expect([accepted.status, accepted.headers.get('location')]).toEqual([
      202,
      `/sallyport/approvals?id=${held.requestId}`,
    ]);
    expect(await accepted.json()).toMatchObject({ approval: { id: held.requestId, state: 'pending' } });
    decide(running, held, ApprovalState.APPROVED);
    expect((await remove(running.door, '{}')).status).toBe(200);
  });

  it('is one too many beyond the limits, of its identity and of all', async () => {
    const running = await heldDoor({ limits: { heldRequestsPerIdentityMax: 1 } });
    const first = remove(running.door);
    const held = await heldEvent(running.door);
    expect(await errorOf(await remove(running.door, '{"id":2}'))).toMatchObject({ code: 'TOO_MANY_HELD' });
    decide(running, held, ApprovalState.DENIED);
    await first;
    const next = remove(running.door, '{"id":2}');
    decide(running, await heldEvent(running.door, 1), ApprovalState.APPROVED);
    expect((await next).status).toBe(200);
  });

  it('is refused where nobody can be asked', async () => {
    const without = await heldDoor({ policyOf: policyFrom(DOCUMENT.replace('groups: [leads], ', '')) });
    expect(await errorOf(await remove(without.door))).toMatchObject({
      code: 'APPROVAL_UNAVAILABLE',
      reasons: ['APPROVAL_REQUIRED', 'NO_APPROVER'],
    });
  });
});

describe('a streamed call that waits', () => {
  const ask = (door: RunningDoor): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const asking = httpRequest(`${door.url}/up/v1/chat/completions`, {
        method: 'POST',
        headers: { ...authorised, 'content-type': 'application/json' },
      });
      asking.on('response', resolve).on('error', reject);
      asking.end('{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}');
    });
  const textOf = async (answer: IncomingMessage): Promise<string> => {
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
    return text;
  };
  const STREAM =
    'data: {"id":"1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"hello"}}]}\n\n' +
    'data: [DONE]\n\n';
  const streaming = (status = 200) => {
    const control = new FakeControlLink();
    return {
      control,
      got: [],
      door: open(
        (_request, response) => {
          response.writeHead(status, {
            'content-type': status === 200 ? 'text/event-stream' : 'application/json',
          });
          response.end(status === 200 ? STREAM : '{"error":{"message":"no"}}');
        },
        {
          policyOf: policyFrom(DOCUMENT),
          control,
          sweepMs: 5,
          limits: { heldSilentMsMax: 20, heldCommentMs: 20 },
        },
      ),
    };
  };

  it('gets comments, and then the stream of the upstream in the same answer', async () => {
    const { control, door: opening } = streaming();
    const door = await opening;
    const answer = await ask(door);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    decide({ control, door, got: [] }, await heldEvent(door), ApprovalState.APPROVED);
    const text = await textOf(answer);
    expect(text).toMatch(/^(?:: waits for people\n\n)+data: /);
    expect(text.replaceAll(': waits for people\n\n', '')).toContain('"hello"');
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await completed(door)).status).toBe(200);
  });

  it('gets the error of its dialect inside the stream when it is refused', async () => {
    const { control, door: opening } = streaming();
    const door = await opening;
    const answer = await ask(door);
    decide({ control, door, got: [] }, await heldEvent(door), ApprovalState.DENIED, { said: 'No' });
    const text = await textOf(answer);
    expect(text).toContain('"APPROVAL_DENIED"');
    expect(text).toContain('data: {"error"');
  });

  it('gets an error inside the stream when the upstream then refuses it', async () => {
    const { control, door: opening } = streaming(400);
    const door = await opening;
    const answer = await ask(door);
    decide({ control, door, got: [] }, await heldEvent(door), ApprovalState.APPROVED);
    expect(await textOf(answer)).toContain('"UPSTREAM_REFUSED"');
    expect((await completed(door)).code).toBe('UPSTREAM_REFUSED');
  });

  it('keeps the status of a quick decision', async () => {
    const control = new FakeControlLink();
    const door = await open((_request, response) => response.end(), {
      policyOf: policyFrom(DOCUMENT),
      control,
      sweepMs: 5,
    });
    const answer = ask(door);
    decide({ control, door, got: [] }, await heldEvent(door), ApprovalState.DENIED);
    expect((await answer).statusCode).toBe(403);
  });
});

describe('a tool call in an answer that policy holds', () => {
  const CALLS = `${everybody}rules:
  - { name: deletes, on: tool-call, when: 'tool.name.startsWith("delete_")', action: approve, approval: { groups: [leads] } }
`;
  const answer = {
    id: 'c',
    object: 'chat.completion',
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 't1', type: 'function', function: { name: 'delete_note', arguments: '{"id":"n-1"}' } },
          ],
        },
        finish_reason: 'tool_calls',
      },
    ],
  };
  const STREAM = [
    {
      tool_calls: [
        { index: 0, id: 't1', type: 'function', function: { name: 'delete_note', arguments: '' } },
      ],
    },
    { tool_calls: [{ index: 0, function: { arguments: '{"id":"n-1"}' } }] },
  ]
    .map((delta) => ({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta }] }))
    .concat([
      {
        id: 'c',
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }],
      } as never,
    ])
    .map((event) => `data: ${JSON.stringify(event)}\n\n`)
    .join('');
  const calling = async (isStreaming: boolean, limits: DoorOptions['limits'] = {}) => {
    const control = new FakeControlLink();
    const door = await open(
      (_request, response) => {
        response.writeHead(200, { 'content-type': isStreaming ? 'text/event-stream' : 'application/json' });
        response.end(isStreaming ? `${STREAM}data: [DONE]\n\n` : JSON.stringify(answer));
      },
      { policyOf: policyFrom(CALLS), control, sweepMs: 10, limits },
    );
    const answered = fetch(`${door.url}/up/v1/chat/completions`, {
      method: 'POST',
      headers: { ...authorised, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'm',
        stream: isStreaming,
        messages: [{ role: 'user', content: 'hi' }],
        tools: [{ type: 'function', function: { name: 'delete_note' } }],
      }),
    });
    return { control, door, answered, got: [] };
  };

  it.each([false, true])('reaches the agent when people agree (streamed: %s)', async (isStreaming) => {
    const running = await calling(isStreaming);
    const { door, answered } = running;
    const held = await heldEvent(door);
    expect(held).toMatchObject({
      rule: 'deletes',
      call: { tool: 'delete_note', callId: 't1' },
      shape: { summary: 'tool-call; tool: delete_note; arguments: id' },
    });
    const [received] = door.recorder.of('requestReceived');
    expect([held.call?.requestId, held.requestId === received?.requestId]).toEqual([
      received?.requestId,
      false,
    ]);
    decide(running, held, ApprovalState.APPROVED);
    const text = await (await answered).text();
    expect(text).toContain('delete_note');
    expect(text).toContain('n-1');
    const { toolCalls } = await completed(door);
    expect(toolCalls).toMatchObject([{ tool: 'delete_note', verdict: { decision: Decided.ALLOW } }]);
    expect(door.recorder.of('requestReleased')).toMatchObject([{ requestId: held.requestId, isCall: true }]);
  });

  it.each([false, true])(
    'is replaced by a refusal that says who refused (streamed: %s)',
    async (isStreaming) => {
      const running = await calling(isStreaming);
      const { door, answered } = running;
      const deciders = [{ subject: 'lead-1', issuer: caller.issuer, name: 'Lea' }];
      decide(running, await heldEvent(door), ApprovalState.DENIED, { deciders, said: 'Never' });
      const text = await (await answered).text();
      expect(text).toContain('Lea refused it: Never.');
      expect(text).not.toContain('"delete_note"');
      const { toolCalls } = await completed(door);
      expect(toolCalls[0]?.verdict).toMatchObject({
        decision: Decided.DENY,
        reasons: ['APPROVAL_REQUIRED', 'APPROVAL_DENIED'],
      });
    },
  );

  it('keeps a stream alive with comments, which its reader skips and nobody records', async () => {
    const running = await calling(true, { heldCommentMs: 20 });
    const { door, answered } = running;
    const held = await heldEvent(door);
    const reader = (await answered).body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const readUntil = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) text += (await reader?.read())?.value ?? '';
    };
    await readUntil(': waits for people\n\n');
    expect(text).not.toContain('delete_note');
    decide(running, held, ApprovalState.APPROVED);
    await readUntil('[DONE]');
    expect(text).toContain('delete_note');
    const { responseBody } = await completed(door);
    const content = door.recorder.events.flatMap(({ payloads }) =>
      payloads.filter(({ sha256 }) => responseBody?.inline?.sha256.equals(sha256)),
    );
    expect(Buffer.from(content[0]?.content ?? []).toString()).not.toContain('waits for people');
  });

  it('leaves its question to whoever makes the same call again when its client goes away', async () => {
    const running = await calling(false);
    const held = await heldEvent(running.door);
    running.door.listener.server.closeAllConnections();
    await expect(running.answered).rejects.toThrow('fetch failed');
    await until(() => running.door.recorder.of('requestUnattended').length === 1, 'the unattended event');
    expect(running.door.recorder.of('requestUnattended')[0]?.requestId).toBe(held.requestId);
    await until(() => running.door.door.held.size === 0, 'its place to be free');
    expect((await completed(running.door)).toolCalls).toEqual([]);
  });
});

describe('a lock', () => {
  const lockOn = (control: FakeControlLink, target: LockTarget, value: string, terminateLive = true): void =>
    control.states({
      $case: 'lock',
      value: LockStatement.fromPartial({
        lock: { lockId: 'l1', target, value, issuer: '', terminateLive },
        revision: 1,
      }),
    });

  it('refuses what waits and what comes, and says what it ended', async () => {
    const running = await heldDoor();
    const { door, control } = running;
    const answer = remove(door);
    await heldEvent(door);
    lockOn(control, LockTarget.AGENT, caller.agent);
    expect(await errorOf(await answer)).toMatchObject({ code: 'LOCKED' });
    expect(control.applied).toMatchObject([{ lockId: 'l1', heldRefused: 1, streamsEnded: 0 }]);
    const next = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect([next.status, (await errorOf(next))['code']]).toEqual([403, 'LOCKED']);
    expect(running.got).toEqual([]);
  });

  it('ends live streams with the error of their dialect', async () => {
    const control = new FakeControlLink();
    const door = await open(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: {"id":"1","choices":[{"index":0,"delta":{"content":"hello there, "}}]}\n\n');
      },
      { policyOf: policyFrom(everybody), control },
    );
    const answer = await fetch(`${door.url}/up/v1/chat/completions`, {
      method: 'POST',
      headers: { ...authorised, 'content-type': 'application/json' },
      body: '{"model":"m","stream":true,"messages":[]}',
    });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('hello');
    lockOn(control, LockTarget.CONNECTION, 'up');
    let rest = '';
    for (let next = await reader?.read(); next?.done === false; next = await reader?.read())
      rest += next.value;
    expect(rest).toContain('"LOCKED"');
    expect((await completed(door)).code).toBe('LOCKED');
    expect(control.applied).toMatchObject([{ streamsEnded: 1 }]);
  });

  it('that came while the approval was spent still refuses', async () => {
    const running = await heldDoor();
    const { control, door } = running;
    control.answer = () => {
      lockOn(control, LockTarget.CONNECTION, 'up', false);
      return Promise.resolve(ConsumeOutcome.CONSUMED);
    };
    const answer = remove(door);
    decide(running, await heldEvent(door), ApprovalState.APPROVED);
    expect(await errorOf(await answer)).toMatchObject({ code: 'LOCKED' });
    expect(running.got).toEqual([]);
  });
});

describe('a gateway that does not hear from the approval service', () => {
  it('refuses new requests and ends live ones, keeps what waits, and serves where that is wished', async () => {
    const running = await heldDoor();
    const { control, door } = running;
    const answer = remove(door);
    const held = await heldEvent(door);
    control.silent = 31_000;
    const refused = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await errorOf(refused))['code']).toBe('CONTROL_STALE');
    control.silent = 0;
    decide(running, held, ApprovalState.APPROVED);
    expect((await answer).status).toBe(200);
  });

  it('serves connections that opted out', async () => {
    const control = new FakeControlLink();
    control.silent = Infinity;
    const door = await open((_request, response) => response.end('x'), {
      policyOf: policyFrom(everybody, 'onStaleFeed: serve'),
      control,
    });
    expect((await fetch(`${door.url}/up/x`, { headers: authorised })).status).toBe(200);
    expect((await completed(door)).status).toBe(200);
  });
});
