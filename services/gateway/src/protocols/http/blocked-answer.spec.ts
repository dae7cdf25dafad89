/** Answers of plain HTTP with something that may not pass at all: refused as long as nothing of them was sent. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';

const open = doorForEachTest();
const policyOf = policyFrom(
  `${everybody}detectors: { apply: [{ kinds: [payment-card], with: block, on: [answer] }] }\n`,
);
const card = '4111 1111 1111 1111';
const ask = (url: string): Promise<Response> => fetch(`${url}/up/report`, { headers: authorised });

describe('an answer of plain HTTP that a find may stop', () => {
  it('is refused whole where it is found late', async () => {
    const door = await open(
      (_request, response) => {
        response.setHeader('content-type', 'text/plain');
        response.write('a line that could pass\n');
        setImmediate(() => response.end(`and a card: ${card}\n`));
      },
      { policyOf },
    );
    const answer = await ask(door.url);
    expect(answer.status).toBe(403);
    expect(await errorOf(answer)).toMatchObject({ code: 'POLICY_DENIED', reasons: ['SENSITIVE_DATA'] });
    expect(await completed(door)).toMatchObject({
      ...{ outcome: Outcome.CUT, status: 403, code: 'POLICY_DENIED' },
      masked: [{ kind: 'payment-card', action: 'block', count: 1 }],
    });
  });

  it('passes whole where nothing is found', async () => {
    const door = await open((_request, response) => response.end('nothing of that sort'), { policyOf });
    const answer = await ask(door.url);
    expect([answer.status, await answer.text()]).toEqual([200, 'nothing of that sort']);
    expect((await completed(door)).outcome).toBe(Outcome.ANSWERED);
  });

  it('passes as it is read once it is longer than what is gathered', async () => {
    let finish: (() => void) | undefined;
    const door = await open(
      (_request, response) => {
        response.setHeader('content-type', 'text/plain');
        response.write('word '.repeat(400));
        finish = () => response.end('end');
      },
      { policyOf, limits: { answerGatheredBytesMax: 1_000 } },
    );
    const answer = await ask(door.url);
    expect(answer.status).toBe(200);
    finish?.();
    expect(await answer.text()).toBe(`${'word '.repeat(400)}end`);
    expect((await completed(door)).responseBody).toMatchObject({ size: 2_003 });
  });

  it('is not waited for where it is a stream of events', async () => {
    let finish: (() => void) | undefined;
    const door = await open(
      (_request, response) => {
        response.setHeader('content-type', 'text/event-stream');
        response.write('data: one\n\n');
        finish = () => response.end();
      },
      { policyOf },
    );
    const answer = await ask(door.url);
    expect(answer.status).toBe(200);
    finish?.();
    expect(await answer.text()).toBe('data: one\n\n');
  });
});
