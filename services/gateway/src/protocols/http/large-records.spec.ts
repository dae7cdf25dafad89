/** Records at their limits: the largest request passes, and its completion follows whatever the answer looks like. */
import { EventRecord } from '@sallyport/contracts/event-codec';
import { recordBytesMax } from '@sallyport/contracts/topics';
import { describe, expect, it } from 'vitest';
import { everSmaller, type CompletionDraft } from '../../core/smaller-completion.js';
import { limits } from '../../limits.js';
import { authorised, completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { caller, goodToken } from './fixtures/running-door.js';
import { sendRaw } from './fixtures/raw-client.js';

const run = doorForEachTest();

const text = (bytes: number): string => 'x'.repeat(bytes);

/** As much of everything as the limits leave in a record. */
const largestCaller = {
  ...caller,
  issuer: `https://${text(248)}`,
  subject: text(256),
  agent: text(256),
  tokenId: text(256),
  act: [{ subject: text(256), issuer: text(256) }],
  groups: Array.from({ length: 400 }, () => text(61)),
};

const recordBytes = (draft: CompletionDraft | { envelope: object; body: object }): number =>
  EventRecord.encode({
    ...draft,
    envelope: {
      ...draft.envelope,
      id: text(36),
      timeUs: Number.MAX_SAFE_INTEGER,
      schemaVersion: 1,
      producer: { replica: text(253), bootEpoch: text(36), sequence: Number.MAX_SAFE_INTEGER },
    },
  } as EventRecord).finish().length;

describe('a record', () => {
  it('fits with everything at its limit, and hides no cut', async () => {
    const door = await run(
      (_request, response) => {
        for (const name of ['content-type', 'cache-control', 'etag', 'server', 'request-id']) {
          response.setHeader(name, text(600));
        }
        for (const name of ['openai-model', 'openai-version', 'x-request-id', 'retry-after', 'accept-ranges'])
          response.setHeader(name, text(600));
        response.end('ok');
      },
      {
        verify: () => Promise.resolve({ kind: 'verified', caller: largestCaller }),
        judge: () => ({
          decision: 'allow',
          rule: text(64),
          reasons: ['ACCESS_GRANTED'],
          obligations: [],
          sentence: 'Allowed.',
        }),
      },
    );
    const accepts = Array.from({ length: 16 }, () => `Accept: ${text(500)}\r\n`).join('');
    const claims = ['graph', 'node', 'run'].map((name) => `X-Sallyport-${name}: ${text(300)}\r\n`).join('');
    const answer = await sendRaw(
      door.port,
      `GET /up/${text(3_000)}?${text(100)} HTTP/1.1\r\nHost: g\r\nConnection: close\r\n` +
        `Authorization: Bearer ${goodToken}\r\nTraceparent: ${text(100)}\r\nTracestate: ${text(600)}\r\n` +
        `${claims}${accepts}\r\n`,
    );
    expect(answer.status).toBe(200);
    await completed(door);
    const sizes = door.recorder.events.map(recordBytes);
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(recordBytesMax);
    const headers = door.recorder.of('requestReceived')[0]?.target?.headers ?? [];
    expect(headers.at(-1)?.name).toMatch(/^\(\d+ more\)$/);
    expect(door.recorder.of('requestCompleted')[0]?.headers.at(-1)?.name).toMatch(/^\(\d+ more\)$/);
  });
});

describe('a completion', () => {
  it('that the recorder finds too large follows in a smaller form', async () => {
    const door = await run((_request, response) => response.end(text(300 * 1024)), {
      limits: { responseInlineBytesMax: 400 * 1024, sentAheadBytesMax: 400 * 1024 },
    });
    expect((await (await fetch(`${door.url}/up/x`, { headers: authorised })).text()).length).toBe(300 * 1024);
    const { responseBody } = await completed(door);
    expect(responseBody).toMatchObject({ size: 300 * 1024, inline: undefined });
    expect(door.door.counters.completionsLate).toBe(0);
  });

  it('ends in a form that fits, whatever its headers and its caller', async () => {
    const door = await run((_request, response) => response.end('ok'));
    await fetch(`${door.url}/up/x`, { headers: authorised });
    await completed(door);
    const draft = door.recorder.events.find(({ body }) => body.$case === 'requestCompleted');
    if (draft?.body.$case !== 'requestCompleted') throw new Error('no completion');
    const long = { subject: text(9_000), issuer: text(9_000) };
    const forms = [
      ...everSmaller({
        envelope: {
          ...draft.envelope,
          tracestate: text(limits.recordedPathCharactersMax),
          identity: {
            ...long,
            agent: text(9_000),
            groups: [text(9_000), text(9_000)],
            act: [long],
            tokenId: text(9_000),
            caller: undefined,
          },
        },
        body: {
          $case: 'requestCompleted',
          value: {
            ...draft.body.value,
            headers: Array.from({ length: 64 }, () => ({ name: 'a', value: text(512) })),
          },
        },
        payloads: draft.payloads,
      }),
    ];
    const last = forms.at(-1);
    if (last === undefined) throw new Error('no form');
    expect(recordBytes(last)).toBeLessThan(8_192);
    expect(last.body.value.headers).toEqual([{ name: '(64 more)', value: '' }]);
    expect(last.envelope.identity?.groups).toEqual(['(2 more)']);
    expect(last.body.value).toMatchObject({ status: 200, requestId: draft.body.value.requestId });
  });
});
