/** The real Bolt, over HTTP and over Socket Mode, against the imitation: the same app, the same conversation. */
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoApp, demoWorkspace } from './demo-workspace.js';
import { collectedLog } from './fixtures/collected-log.js';
import { card, vote } from './fixtures/voting-app.js';
import type { Slack } from './slack.js';
import { startSlack } from './start-slack.js';
import { wordsOfMessage, type Message } from './state/messages.js';
import { appId } from './state/slack-state.js';

let slack: Slack;
let app: App;
let presses: string[];
let logged: unknown[];

async function startBolt(delivery: 'http' | 'socket'): Promise<void> {
  presses = [];
  logged = [];
  const logger = collectedLog(logged);
  slack = await startSlack({ workspaces: [demoWorkspace], app: demoApp, delivery });
  const { botToken } = slack.workspace();
  const clientOptions = { slackApiUrl: slack.apiUrl, timeout: 5000, retryConfig: { retries: 0 } };
  const http = new HTTPReceiver({ signingSecret: slack.signingSecret, logger });
  const receiver =
    delivery === 'http'
      ? http
      : new SocketModeReceiver({
          appToken: slack.appToken,
          logger,
          // The client waits so long before it connects again.
          clientPingTimeout: 100,
          installerOptions: { clientOptions },
        });
  app = new App({ token: botToken, receiver, clientOptions, logger });
  vote(app, presses);
  if (delivery === 'socket') await app.start();
  else {
    const { port } = (await http.start(0)).address() as AddressInfo;
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  }
}
async function post(text: string): Promise<Message> {
  await app.client.chat.postMessage({ channel: '#approvals', text, blocks: card(text) });
  return slack.message((message) => message.text === text);
}

afterEach(async () => {
  await app.stop();
  await slack.stop();
});

describe.each(['http', 'socket'] as const)('Bolt over %s', (delivery) => {
  beforeEach(() => startBolt(delivery));

  it('is told of a press as Slack tells it, updates the card and answers privately', async () => {
    const alice = slack.person('alice');
    const message = await post('please decide');
    const receipt = await slack.press(alice, message, 'approve');
    expect(receipt).toMatchObject({ outcome: 'acknowledged', body: undefined, troubles: [] });
    expect(receipt.afterMs).toBeLessThan(3000);
    expect(receipt.parcel.payload).toMatchObject({
      type: 'block_actions',
      api_app_id: appId,
      user: { id: alice.id, team_id: 'T0DEMO0001' },
      team: { id: 'T0DEMO0001', domain: 'demo' },
      container: {
        type: 'message',
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: false,
      },
      message: { ts: message.ts, app_id: appId },
      actions: [{ action_id: 'approve', block_id: 'decide', type: 'button', value: 'req-1' }],
    });
    const updated = await slack.message((seen) => seen.editedTs !== undefined);
    expect(updated.ts).toBe(message.ts);
    expect(wordsOfMessage(updated)).toContain(`by ${alice.id}`);
    expect((await slack.whisper(alice)).text).toBe('thank you');
  });

  it('opens a modal, sends it back with an error, takes it the second time', async () => {
    const bob = slack.person('bob');
    await slack.press(bob, await post('please decide'), 'deny');
    const view = await slack.view(bob);
    const first = await slack.submit(bob, view, { text: 'no' });
    expect(first).toMatchObject({ outcome: 'acknowledged', troubles: [] });
    const again = await slack.view(bob, ({ errors }) => errors['why'] !== undefined);
    expect(again.errors).toEqual({ why: 'Say more.' });
    await slack.submit(bob, again, { text: 'not on a Friday' });
    const said = await slack.message(({ text }) => text.startsWith('denied'));
    expect(said.text).toBe('denied req-1: not on a Friday');
    expect(slack.state.channels.find('T0DEMO0001', said.channel)?.kind).toBe('im');
    expect(slack.state.views.top(bob.id)).toBeUndefined();
  });

  it('answers commands and fills the home tab', async () => {
    const carol = slack.person('carol');
    const receipt = await slack.command(carol, '/sallyport', 'pending');
    expect(receipt).toMatchObject({ outcome: 'acknowledged', troubles: [] });
    expect((await slack.whisper(carol)).text).toBe('you asked for pending');
    expect((await slack.openHome(carol)).outcome).toBe('acknowledged');
    const home = await slack.home(carol);
    expect(home.sent.blocks).toMatchObject([{ type: 'header' }]);
  });
});

describe('over HTTP', () => {
  beforeEach(() => startBolt('http'));

  it('Bolt refuses every forgery, and takes a replay of the same bytes', async () => {
    const alice = slack.person('alice');
    const message = await post('please decide');
    for (const forgery of ['wrong-signature', 'no-signature', 'stale'] as const) {
      const receipt = await slack.press(alice, message, 'approve', { forgery });
      expect(receipt, forgery).toMatchObject({ outcome: 'refused', status: 401 });
    }
    expect(presses).toEqual([]);
    expect(JSON.stringify(logged)).toContain('signature mismatch');
    const good = await slack.press(alice, message, 'approve');
    const replayed = await slack.mail.replay(good);
    expect(replayed.letter).toBe(good.letter);
    expect((await slack.mail.repeat(good)).letter.headers).not.toBe(good.letter.headers);
    expect(presses).toHaveLength(3);
  });

  it('does not answer in time what no listener takes', async () => {
    const receipt = await slack.press(slack.person('alice'), await post('details, please'), 'details');
    expect(receipt).toMatchObject({ outcome: 'timeout', troubles: ['not acknowledged: timeout'] });
  });

  it('lets held deliveries go in another order', async () => {
    const message = await post('please decide');
    const held = slack.mail.holdBack();
    const both = [slack.person('alice'), slack.person('bob')].map((by) =>
      slack.press(by, message, 'approve'),
    );
    await held.waiting(2);
    expect(presses).toEqual([]);
    await held.release('reversed');
    await Promise.all(both);
    expect(presses).toEqual([slack.person('bob').id, slack.person('alice').id]);
  });
});

describe('over Socket Mode', () => {
  beforeEach(() => startBolt('socket'));

  it('Bolt leaves when asked to, and comes again', async () => {
    const [first] = slack.sockets.connections;
    first?.disconnect('refresh_requested');
    const next = await slack.until('another connection', () =>
      slack.sockets.connections.find((socket) => socket !== first),
    );
    expect(next.id).not.toBe(first?.id);
    const receipt = await slack.command(slack.person('alice'), '/sallyport', 'pending');
    expect(receipt.outcome).toBe('acknowledged');
  });

  it('an envelope is lost with the connection that should have taken it, and the next one arrives', async () => {
    const [first] = slack.sockets.connections;
    first?.freeze();
    const lost = slack.command(slack.person('alice'), '/sallyport', 'one');
    first?.cut();
    expect((await lost).outcome).toBe('unreachable');
    await slack.until('another connection', () => slack.sockets.connections[0]);
    expect((await slack.command(slack.person('alice'), '/sallyport', 'two')).outcome).toBe('acknowledged');
  });

  it('an envelope with the same id again is one more call of the listener', async () => {
    const good = await slack.press(slack.person('alice'), await post('please decide'), 'approve');
    await slack.mail.replay(good);
    expect(presses).toHaveLength(2);
  });
});
