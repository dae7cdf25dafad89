/** What people are told arrives once, as far as Slack lets it, and not when it is too late. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { wordsOfMessage } from '@sallyport/testkit/slack/state/messages';
import type { Message } from '@sallyport/testkit/slack/state/messages';
import { approvalDatabase } from '../../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../../fixtures/approval-database.js';
import { requestHeld } from '../../fixtures/held.js';
import { actionIds } from '../acts.js';
import { slackRig } from '../fixtures/slack-rig.js';
import type { SlackRig } from '../fixtures/slack-rig.js';

let store: ApprovalDatabase;
let rig: SlackRig;

beforeAll(async () => {
  store = await approvalDatabase();
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  await store.clear();
});

const approvals = (): string => rig.slack.channel('approvals').id;
const cards = (channel = approvals()): readonly Message[] =>
  rig.slack.state.messages.all.filter(
    (message) =>
      message.channel === channel && message.threadTs === undefined && message.ephemeralTo === undefined,
  );
const ready = async (): Promise<{ readonly status: number; readonly body: unknown }> => {
  const response = await fetch(`${rig.app.url}/readyz`);
  return { status: response.status, body: await response.json() };
};

describe('a card', () => {
  it.each([
    ['Slack asks for patience', { kind: 'rate-limited', retryAfterS: 1 }],
    ['Slack answers with an error page', { kind: 'status', status: 503 }],
    ['the connection breaks', { kind: 'reset' }],
    ['the answer is lost', { kind: 'answer-lost' }],
  ] as const)('is there once when %s', async (_name, what) => {
    rig = await slackRig(store);
    rig.slack.misbehave({ method: 'chat.postMessage', times: 1, what });
    const card = await rig.hold();
    await expect
      .poll(() =>
        store.database.query<unknown[]>('SELECT 1 FROM slack_posts WHERE shown = wanted AND ts = $1', [
          card.ts,
        ]),
      )
      .toHaveLength(1);
    expect(cards()).toHaveLength(1);
  });

  it('is there once when whoever sent it died before it could say so', async () => {
    rig = await slackRig(store);
    const card = await rig.hold();
    await expect
      .poll(() => store.database.query<unknown[]>('SELECT 1 FROM slack_posts WHERE shown = wanted'))
      .toHaveLength(1);
    // As it was left between the sending and the mark, when the lease is over.
    await store.database.query(
      `UPDATE slack_posts SET ts = NULL, channel_id = NULL, shown = 0, due_us = 0, tries = 1,
         first_try_us = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint`,
    );
    await expect
      .poll(() =>
        store.database.query<unknown[]>('SELECT 1 FROM slack_posts WHERE shown = wanted AND ts = $1', [
          card.ts,
        ]),
      )
      .toHaveLength(1);
    expect(cards()).toHaveLength(1);
  });

  it('is posted one a second in a channel, and all of them are', async () => {
    rig = await slackRig(store, { rateLimits: 'realistic' });
    const bodies = ['1', '2', '3', '4'];
    await rig.app.consume(...bodies.map((body) => requestHeld({ body })));
    await rig.slack.until('all cards', () => (cards().length === bodies.length ? true : undefined));
    const posted = rig.slack.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posted).toHaveLength(bodies.length);
    expect(posted.filter((call) => JSON.stringify(call).includes('ratelimited'))).toEqual([]);
  });

  it('goes where the rule says, or to each linked person who may answer', async () => {
    rig = await slackRig(store);
    const { slack } = rig;
    await rig.link('alice', 'approver');
    await rig.link('bob', 'auditor');
    const named = await rig.hold({ body: '1', requirement: { channel: '#secret' } });
    expect(named.channel).toBe(slack.channel('secret').id);
    const direct = await rig.hold({ body: '2', requirement: { channel: 'direct' } });
    const members = slack.state.channels.find(direct.team, direct.channel)?.members;
    expect(members?.has(slack.person('alice').id)).toBe(true);
    await slack.press(slack.person('alice'), direct, actionIds.approve);
    await slack.message(
      (message) => message.ts === direct.ts && wordsOfMessage(message).includes('✅ Approved'),
    );
    const toBob = slack.state.messages.all.filter(({ channel, text }) => {
      const inDirect =
        slack.state.channels.find(direct.team, channel)?.members.has(slack.person('bob').id) === true;
      return channel !== named.channel && inDirect && text.includes('Approval needed');
    });
    expect(toBob).toEqual([]);
  });

  it('of what is over already is never posted', async () => {
    rig = await slackRig(store);
    rig.slack.misbehave({
      method: 'chat.postMessage',
      times: 100,
      what: { kind: 'error', error: 'internal_error' },
    });
    await rig.app.consume(requestHeld({ requirement: { lifetimeMs: 600 } }));
    await expect
      .poll(() => store.database.query<unknown[]>("SELECT 1 FROM slack_posts WHERE given_up = 'too late'"))
      .toHaveLength(1);
    rig.slack.behave();
    expect(cards()).toEqual([]);
  });
});

describe('time', () => {
  it('is told of in the thread: reminders, escalation to those who are called, the end', async () => {
    rig = await slackRig(store);
    const { slack } = rig;
    await rig.link('carol', 'admin');
    const card = await rig.hold({ requirement: { lifetimeMs: 6_000, escalationGroups: ['admins'] } });
    const inThread = (words: string): Promise<Message> =>
      slack.message(({ threadTs, text }) => threadTs === card.ts && text.includes(words));
    await inThread('50 % of the time is gone');
    expect((await inThread('Nobody has decided')).text).toContain(`<@${slack.person('carol').id}>`);
    await inThread('Expired without an answer');
    await slack.message((message) => message.ts === card.ts && wordsOfMessage(message).includes('Expired'));
  });
});

describe('Slack that refuses', () => {
  it.each([
    ['an unknown channel', { SALLYPORT_SLACK_CHANNEL: 'C0NOWHERE1' }, 'channel_not_found'],
    ['an archived channel', { SALLYPORT_SLACK_CHANNEL: '#old' }, 'is_archived'],
    ['a revoked token', {}, 'token_revoked'],
  ])('%s is an alert, and the approval is answered elsewhere', async (_name, env, error) => {
    rig = await slackRig(store, { env });
    if (error === 'token_revoked') rig.slack.setToken(rig.slack.workspace().botToken, 'token_revoked');
    const held = requestHeld();
    await rig.app.consume(held);
    await expect.poll(async () => JSON.stringify((await ready()).body)).toContain(error);
    expect((await ready()).status).toBe(200);
    const authorization = `Bearer ${await rig.provider.token('approver')}`;
    const list = await fetch(`${rig.app.url}/v1/approvals`, { headers: { authorization } });
    const body = (await list.json()) as { items: { id: string }[]; alerts: string[] };
    expect(body.alerts[0]).toContain(error);
    const voted = await fetch(`${rig.app.url}/v1/approvals/${body.items[0]?.id ?? ''}/votes`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ choice: 'approve' }),
    });
    expect(await voted.json()).toMatchObject({ state: 'approved' });
  });

  it('is forgotten once it lets us again', async () => {
    rig = await slackRig(store, { env: { SALLYPORT_SLACK_CHANNEL: '#old' } });
    const { slack } = rig;
    await rig.app.consume(requestHeld());
    await expect.poll(async () => JSON.stringify((await ready()).body)).toContain('is_archived');
    slack.state.channels.change(slack.channel('old').id, { archived: false });
    await slack.until(
      'the card',
      () => (cards(slack.channel('old').id).length === 1 ? true : undefined),
      20_000,
    );
    await expect.poll(async () => (await ready()).body).toEqual({ status: 'ok', reasons: [] });
  });
});
