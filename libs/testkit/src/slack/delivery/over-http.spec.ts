import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoApp, demoWorkspace } from '../demo-workspace.js';
import { startPlainApp, type PlainApp } from '../fixtures/plain-app.js';
import type { Slack } from '../slack.js';
import { startSlack } from '../start-slack.js';
import { sslCheck, urlVerification } from './probes.js';

let app: PlainApp;
let slack: Slack;
beforeEach(async () => {
  app = await startPlainApp();
  slack = await startSlack({
    workspaces: [demoWorkspace],
    app: demoApp,
    delivery: 'http',
    eventRetriesMs: [0, 10, 20],
  });
  slack.deliverTo(app.url);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

it('tries an event again until it is acknowledged, and says why', async () => {
  app.say({ status: 500 }, 'reset');
  const receipt = await slack.openHome(slack.person('alice'));
  expect(receipt).toMatchObject({ outcome: 'acknowledged', status: 200 });
  const retries = app.heard.map(({ headers }) => [
    headers['x-slack-retry-num'],
    headers['x-slack-retry-reason'],
  ]);
  expect(retries).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'connection_failed'],
  ]);
  const ids = app.heard.map(({ payload }) => payload.event_id);
  expect(new Set(ids).size).toBe(1);
  expect(app.heard[0]?.headers['content-type']).toBe('application/json');
  expect(app.heard[0]?.payload).toMatchObject({
    type: 'event_callback',
    team_id: 'T0DEMO0001',
    event: { type: 'app_home_opened', tab: 'home', user: slack.person('alice').id },
    authorizations: [{ user_id: slack.workspace().botUserId, is_bot: true }],
  });
});

it('gives an event up after three more attempts, or at once where the app says so', async () => {
  app.say({ status: 500 }, { status: 500 }, { status: 500 }, { status: 500 });
  expect((await slack.openHome(slack.person('alice'))).outcome).toBe('refused');
  expect(app.heard).toHaveLength(4);
  app.say({ status: 500, headers: { 'x-slack-no-retry': '1' } });
  expect((await slack.openHome(slack.person('alice'))).outcome).toBe('refused');
  expect(app.heard).toHaveLength(5);
});

it('delivers commands and interactions once, whatever the app answers', async () => {
  app.say({ status: 503 }, 'reset');
  expect(await slack.command(slack.person('bob'), '/sallyport', 'pending')).toMatchObject({
    outcome: 'refused',
    status: 503,
  });
  expect((await slack.command(slack.person('bob'), '/sallyport', 'pending')).outcome).toBe('unreachable');
  expect(app.heard).toHaveLength(2);
});

it('sends a command as a signed form', async () => {
  app.say({ body: { text: 'here', response_type: 'in_channel' } });
  const channel = slack.channel('approvals');
  const receipt = await slack.command(slack.person('bob'), '/sallyport', 'show 1', { channel });
  expect(receipt.troubles).toEqual([]);
  const [heard] = app.heard;
  expect(heard?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(heard?.headers['x-slack-signature']).toMatch(/^v0=/u);
  expect(heard?.payload).toMatchObject({
    command: '/sallyport',
    text: 'show 1',
    user_name: 'bob',
    team_domain: 'demo',
    channel_name: 'approvals',
    response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/commands\/T0DEMO0001\//u) as string,
  });
  expect((await slack.message(({ text }) => text === 'here')).channel).toBe(channel.id);
});

it('tells what an answer is worth that nobody can show', async () => {
  app.say({ body: { blocks: [{ type: 'poem' }] } });
  const receipt = await slack.command(slack.person('bob'), '/sallyport', 'help');
  expect(receipt).toMatchObject({ outcome: 'acknowledged', troubles: ['invalid_blocks'] });
});

it('takes half an answer for none, after three seconds', async () => {
  app.say('half');
  expect((await slack.command(slack.person('bob'), '/sallyport', 'help')).outcome).toBe('timeout');
});

it('does not count on an app that is not there', async () => {
  await app.stop();
  expect((await slack.command(slack.person('bob'), '/sallyport', 'help')).outcome).toBe('unreachable');
  app = await startPlainApp();
});

it('probes: a check of the certificate without signature, a challenge with one', async () => {
  await slack.mail.deliver(sslCheck, 'no-signature');
  expect(app.heard[0]?.payload).toMatchObject({ ssl_check: '1' });
  expect(app.heard[0]?.headers['x-slack-signature']).toBeUndefined();
  app.say({ body: { challenge: 'abc' } });
  const { body } = await slack.mail.deliver(urlVerification('abc'));
  expect(body).toEqual({ challenge: 'abc' });
});
