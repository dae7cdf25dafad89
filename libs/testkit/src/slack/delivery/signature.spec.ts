import { expect, it } from 'vitest';
import { signatureHeaders } from './signature.js';

it("signs Slack's own documented example as Slack does", () => {
  const body =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
    '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
  expect(signatureHeaders('8f742231b10e8888abcd99yyyzzz85a5', body, 1_531_420_618_000)).toEqual({
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  });
});

it('forges on request', () => {
  const nowMs = 1_700_000_000_000;
  const good = signatureHeaders('secret', 'body', nowMs);
  const wrong = signatureHeaders('secret', 'body', nowMs, 'wrong-signature');
  expect(wrong['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/u);
  expect(wrong['x-slack-signature']).not.toBe(good['x-slack-signature']);
  expect(signatureHeaders('secret', 'body', nowMs, 'no-signature')).toEqual({
    'x-slack-request-timestamp': '1700000000',
  });
  const stale = Number(signatureHeaders('secret', 'body', nowMs, 'stale')['x-slack-request-timestamp']);
  const ahead = Number(signatureHeaders('secret', 'body', nowMs, 'ahead')['x-slack-request-timestamp']);
  expect([1_700_000_000 - stale, ahead - 1_700_000_000].every((offS) => offS > 5 * 60)).toBe(true);
});
