/** What people do, as an app hears of it, and what Slack makes of the app's answers. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../provider/json.js';
import { demoApp, demoWorkspace } from '../demo-workspace.js';
import { startPlainApp, type PlainApp } from '../fixtures/plain-app.js';
import type { Slack } from '../slack.js';
import { startSlack } from '../start-slack.js';
import { wordsOfMessage, type Message } from '../state/messages.js';
import type { View } from '../state/views.js';

const plain = (text: string): JsonObject => ({ type: 'plain_text', text });
const option = (value: string): JsonObject => ({ text: plain(value), value });
const buttons = {
  type: 'actions',
  block_id: 'decide',
  elements: [
    { type: 'button', action_id: 'approve', text: plain('Approve'), value: 'req-1', style: 'primary' },
    { type: 'overflow', action_id: 'more', options: [option('lock'), option('session')] },
  ],
};
const reason = {
  type: 'input',
  block_id: 'why',
  label: plain('Reason'),
  element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
};
const scope = {
  type: 'input',
  block_id: 'scope',
  optional: true,
  label: plain('For how long'),
  element: { type: 'static_select', action_id: 'minutes', options: [option('10'), option('30')] },
};
const modal = (title: string, ...blocks: readonly JsonObject[]): JsonObject => ({
  type: 'modal',
  callback_id: 'reason',
  title: plain(title),
  submit: plain('Send'),
  notify_on_close: true,
  blocks,
});

let app: PlainApp;
let slack: Slack;
beforeEach(async () => {
  app = await startPlainApp();
  slack = await startSlack({
    workspaces: [{ ...demoWorkspace, enterprise: { id: 'E0CORP0001', name: 'Corp' } }],
    app: demoApp,
    delivery: 'http',
    rateLimits: 'none',
  });
  slack.deliverTo(app.url);
});
afterEach(async () => {
  await slack.stop();
  await app.stop();
});

async function call(method: string, args: JsonObject): Promise<JsonObject> {
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.workspace().botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return (await response.json()) as JsonObject;
}
async function posted(channel = '#approvals'): Promise<Message> {
  await call('chat.postMessage', { channel, text: 'card', blocks: [buttons] });
  return slack.message(({ text }) => text === 'card');
}
/** Alice presses, the app opens a modal. */
async function opened(): Promise<View> {
  const { parcel } = await slack.press(slack.person('alice'), await posted(), 'approve');
  await call('views.open', {
    trigger_id: parcel.payload.trigger_id ?? '',
    view: modal('Why', reason, scope),
  });
  return slack.view(slack.person('alice'));
}
async function respond(url: unknown, body: JsonObject): Promise<readonly [number, string]> {
  const response = await fetch(String(url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [response.status, await response.text()];
}

describe('pressing', () => {
  it('tells the element, the place, the person and the enterprise', async () => {
    const message = await posted('#secret');
    const { parcel } = await slack.press(slack.person('bob'), message, 'more', { option: 'lock' });
    expect(parcel.payload).toMatchObject({
      enterprise: { id: 'E0CORP0001', name: 'Corp' },
      team: { id: 'T0DEMO0001', enterprise_id: 'E0CORP0001' },
      is_enterprise_install: false,
      channel: { id: message.channel, name: 'privategroup' },
      state: { values: {} },
      actions: [{ type: 'overflow', action_id: 'more', selected_option: { value: 'lock' } }],
    });
    expect(app.heard[0]?.payload).toEqual(parcel.payload);
  });

  it("keeps the app's workspace and the stranger's own apart", async () => {
    const { parcel } = await slack.press(slack.person('stranger'), await posted(), 'approve');
    expect(parcel.payload).toMatchObject({ team: { id: 'T0DEMO0001' }, user: { team_id: 'T0OTHER001' } });
  });

  it('is for who sees the message, and what stands on it', async () => {
    const message = await posted('#secret');
    const carol = slack.press(slack.person('carol'), message, 'approve');
    await expect(carol).rejects.toThrow('carol does not see that message');
    const nothing = slack.press(slack.person('bob'), message, 'no-such');
    await expect(nothing).rejects.toThrow('there is no no-such to act on; there is: approve, more');
  });

  it('in a message for one person alone does not show the message again', async () => {
    const alice = slack.person('alice');
    const channel = slack.channel('approvals').id;
    await call('chat.postEphemeral', { channel, user: alice.id, text: 'card', blocks: [buttons] });
    const { parcel } = await slack.press(alice, await slack.whisper(alice), 'approve');
    expect(parcel.payload).toMatchObject({ container: { is_ephemeral: true } });
    expect(parcel.payload).not.toHaveProperty('message');
  });

  it('on a card that changed meanwhile reaches the app with the card as it is', async () => {
    const seen = await posted();
    await call('chat.update', { channel: seen.channel, ts: seen.ts, text: 'decided' });
    const { parcel } = await slack.press(slack.person('bob'), seen, 'approve');
    expect(parcel.payload).toMatchObject({ message: { ts: seen.ts, text: 'decided' } });
  });
});

describe('a response URL', () => {
  it('replaces, adds and removes, five times in all', async () => {
    const message = await posted();
    const { parcel } = await slack.press(slack.person('bob'), message, 'approve');
    const url = parcel.payload.response_url;
    expect(await respond(url, { text: 'replaced', replace_original: true })).toEqual([200, 'ok']);
    expect(slack.state.messages.find(message.channel, message.ts)?.text).toBe('replaced');
    await respond(url, { text: 'for all', response_type: 'in_channel' });
    expect((await slack.message(({ text }) => text === 'for all')).channel).toBe(message.channel);
    await respond(url, { text: 'for bob' });
    expect((await slack.whisper(slack.person('bob'))).text).toBe('for bob');
    expect((await respond(url, { blocks: [{ type: 'poem' }] }))[0]).toBe(500);
    await respond(url, { delete_original: true });
    expect(slack.state.messages.find(message.channel, message.ts)).toBeUndefined();
    const [status, said] = await respond(url, { text: 'once more' });
    expect([status, JSON.parse(said)]).toEqual([404, { ok: false, error: 'used_url' }]);
  });
});

it('a response URL meets trouble like any call', async () => {
  const { parcel } = await slack.press(slack.person('bob'), await posted(), 'approve');
  const url = parcel.payload.response_url;
  slack.misbehave({ method: 'response_url', what: { kind: 'status', status: 503 } });
  slack.misbehave({ method: 'response_url', what: { kind: 'answer-lost' } });
  expect((await respond(url, { text: 'not said' }))[0]).toBe(503);
  await expect(respond(url, { text: 'said' })).rejects.toThrow();
  expect((await slack.whisper(slack.person('bob'))).text).toBe('said');
  expect(slack.calls.slice(-2).map(({ result }) => result)).toEqual(['status', 'ok']);
});

describe('a view', () => {
  it('is submitted with what was filled in', async () => {
    const view = await opened();
    const { parcel } = await slack.submit(slack.person('alice'), view, { text: 'looks fine', minutes: '30' });
    expect(parcel.payload).toMatchObject({
      type: 'view_submission',
      view: {
        id: view.id,
        callback_id: 'reason',
        app_installed_team_id: 'T0DEMO0001',
        state: {
          values: {
            why: { text: { type: 'plain_text_input', value: 'looks fine' } },
            scope: { minutes: { type: 'static_select', selected_option: { value: '30' } } },
          },
        },
      },
    });
    expect(slack.state.views.top(slack.person('alice').id)).toBeUndefined();
    await expect(slack.submit(slack.person('alice'), view, { text: 'again' })).rejects.toThrow('is closed');
  });

  it('is not submitted by the client while something is missing or too long', async () => {
    const view = await opened();
    const submit = (text?: string): Promise<unknown> =>
      slack.submit(slack.person('alice'), view, text === undefined ? {} : { text });
    await expect(submit()).rejects.toThrow('text is required');
    await expect(submit('x'.repeat(21))).rejects.toThrow('21 characters');
    await expect(slack.submit(slack.person('alice'), view, { txet: 'x' })).rejects.toThrow('no input txet');
    expect(app.heard).toHaveLength(1);
  });

  it('is updated, pushed upon and cleared by answers', async () => {
    const alice = slack.person('alice');
    const view = await opened();
    app.say({ body: { response_action: 'update', view: modal('Sure?', reason) } });
    await slack.submit(alice, view, { text: 'fine' });
    expect((await slack.view(alice)).sent.title).toMatchObject({ text: 'Sure?' });
    app.say({ body: { response_action: 'push', view: modal('Really?', reason) } });
    await slack.submit(alice, await slack.view(alice), { text: 'fine' });
    const top = await slack.view(alice);
    expect(top).toMatchObject({ previousId: view.id, sent: { title: { text: 'Really?' } } });
    app.say({ body: { response_action: 'clear' } });
    await slack.submit(alice, top, { text: 'fine' });
    expect(slack.state.views.top(alice.id)).toBeUndefined();
  });

  it.each<readonly [string, JsonObject, string]>([
    [
      'errors nowhere',
      { response_action: 'errors', errors: { nowhere: 'no' } },
      'no input block has the id nowhere',
    ],
    ['a view that is none', { response_action: 'update', view: { type: 'modal' } }, 'invalid_arguments'],
    ['an unknown action', { response_action: 'dance' }, 'unknown response_action dance'],
  ])('stays, and the person sees an error, where the answer has %s', async (_name, body, trouble) => {
    const view = await opened();
    app.say({ body });
    const { troubles } = await slack.submit(slack.person('alice'), view, { text: 'fine' });
    expect(troubles).toEqual([trouble]);
    expect((await slack.view(slack.person('alice'))).id).toBe(view.id);
  });

  it('is closed, which the app hears of where it asked', async () => {
    const view = await opened();
    const closed = await slack.close(slack.person('alice'), view);
    expect(closed?.parcel.payload).toMatchObject({ type: 'view_closed', is_cleared: false });
  });
});

it('what the manifest does not have does not happen', async () => {
  await expect(slack.command(slack.person('alice'), '/other', '')).rejects.toThrow('no command /other');
  await expect(slack.event('T0DEMO0001', { type: 'message' })).rejects.toThrow('not subscribed to message');
  await expect(slack.command(slack.person('stranger'), '/sallyport', '')).rejects.toThrow(
    'another workspace',
  );
});

it('waits for what never comes no longer than it is told to', async () => {
  const never = slack.message((message) => wordsOfMessage(message) === 'never', 20);
  await expect(never).rejects.toThrow('a message: not seen within 20 ms');
});
