/** What the door does with a stream of events on a connection of plain HTTP. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';
import type { RunningDoor } from './fixtures/running-door.js';

const open = doorForEachTest();
const mail = 'ana.smith\\u0040example.com';
const masking = `${everybody}detectors: { apply: [{ kinds: [email], with: redact }, { kinds: [iban], with: block }] }\n`;

const streaming = (...chunks: readonly string[]): Parameters<typeof open>[0] => {
  return (_request, response) => {
    response.setHeader('content-type', 'text/event-stream');
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };
};

const get = (door: RunningDoor): Promise<Response> => fetch(`${door.url}/up/events`, { headers: authorised });

describe('a stream of events of plain HTTP', () => {
  it('is masked event by event, escapes undone, and all else stays as it came', async () => {
    const events = `\uFEFF: to ana@example.com\nid: 7\nevent: note\ndata: {"to": "${mail}", "n": 1}\n\n`;
    const text = 'data: mail ana@example.com\ndata: or not\n\ndata: [DONE]\n\n';
    const door = await open(streaming(events.slice(0, 40), events.slice(40) + text), {
      policyOf: policyFrom(masking),
    });
    expect(await (await get(door)).text()).toBe(
      events.replace('\uFEFF', '').replace('ana@example.com', '[EMAIL]').replace(mail, '[EMAIL]') +
        text.replace('ana@example.com', '[EMAIL]'),
    );
    const completion = await completed(door);
    expect(completion.masked).toMatchObject([
      { kind: 'email', position: 'metadata', count: 1 },
      { kind: 'email', position: 'document', count: 2 },
    ]);
    const recorded = door.recorder.events.flatMap(({ payloads }) => payloads).map(({ content }) => content);
    expect(Buffer.concat(recorded).toString()).not.toMatch(/ana/);
  });

  it('is recorded masked, and sent as it came, where nothing masks it', async () => {
    const events = `data: {"to": "${mail}"}\n\ndata: ana@example.com`;
    const door = await open(streaming(events), { policyOf: policyFrom(everybody) });
    expect(await (await get(door)).text()).toBe(events);
    await completed(door);
    const recorded = door.recorder.events.flatMap(({ payloads }) => payloads).map(({ content }) => content);
    expect(Buffer.concat(recorded).toString()).not.toMatch(/ana/);
  });

  it('ends with an event that says why where a find is blocked, or an event cannot be read', async () => {
    for (const event of ['data: DE89 3704 0044 0532 0130 00\n\n', 'data: {"a":1,"a":2}\n\n']) {
      const door = await open(streaming('data: one\n\n', event, 'data: two\n\n'), {
        policyOf: policyFrom(masking),
      });
      const answer = await (await get(door)).text();
      expect(answer).toMatch(/^data: one\n\nevent: error\ndata: \{"error":\{"code":"[A-Z_]+","message":/);
      expect((await completed(door)).outcome).toBe(Outcome.CUT);
      await door.close();
    }
  });

  it('is judged by the texts of all of its events', async () => {
    const rule = `${everybody}prompts: [{ name: c, check: words, words: [bluebird], on: answer }]\n`;
    const door = await open(streaming('data: {"a":"blue\\u0062ird"}\n\n'), { policyOf: policyFrom(rule) });
    expect(await errorOf(await get(door))).toMatchObject({ code: 'POLICY_DENIED', reasons: ['DENY_LIST'] });
  });
});
