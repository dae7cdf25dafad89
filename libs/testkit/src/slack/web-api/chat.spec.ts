/** Messages, with the real WebClient. */
import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusal, startRig, type Rig } from '../fixtures/web-client.js';
import type { Slack } from '../slack.js';
import { wordsOfMessage } from '../state/messages.js';

let rig: Rig;
let slack: Slack;
let client: webApi.WebClient;
beforeEach(async () => {
  rig = await startRig();
  ({ slack, client } = rig);
});
afterEach(() => slack.stop());
const id = (name: string): string => slack.channel(name).id;
const user = (name: string): string => slack.person(name).id;

describe('messages', () => {
  it('are posted, changed, linked to, answered in threads, in order of time', async () => {
    const channel = id('approvals');
    const first = await client.chat.postMessage({ channel, text: 'one' });
    const second = await client.chat.postMessage({ channel, text: 'two', thread_ts: first.ts ?? '' });
    expect(Number(second.ts)).toBeGreaterThan(Number(first.ts));
    expect(first.message).toMatchObject({ type: 'message', text: 'one', bot_id: slack.workspace().botId });
    const changed = await client.chat.update({ channel, ts: first.ts ?? '', text: 'one, changed' });
    expect(changed).toMatchObject({ ts: first.ts, text: 'one, changed' });
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: first.ts ?? '' });
    expect(permalink).toBe(
      `https://demo.slack.com/archives/${channel}/p${(first.ts ?? '').replace('.', '')}`,
    );
    const seen = slack.state.messages.all.map(({ text, threadTs }) => [text, threadTs]);
    expect(seen).toEqual([
      ['one, changed', undefined],
      ['two', first.ts],
    ]);
  });

  it.each([
    ['nowhere', 'channel_not_found'],
    ['hidden', 'channel_not_found'],
    ['elsewhere', 'not_in_channel'],
    ['old', 'is_archived'],
  ])('do not go to %s: %s', async (name, error) => {
    const channel = name === 'nowhere' ? 'C0NOWHERE' : id(name);
    expect(await refusal(client.chat.postMessage({ channel, text: 'x' }))).toMatchObject({ error });
  });

  it('go to a person, as a direct message', async () => {
    const { channel } = await client.chat.postMessage({ channel: user('alice'), text: 'psst' });
    const { channel: open } = await client.conversations.open({ users: user('alice') });
    expect(channel).toBe(open?.id);
    expect(channel).toMatch(/^D/u);
  });

  it('need something to say, in blocks that Slack takes', async () => {
    const channel = id('approvals');
    const bare = client.apiCall('chat.postMessage', { channel });
    expect(await refusal(bare)).toMatchObject({ error: 'no_text' });
    rig.letPass(2000);
    const text = { type: 'mrkdwn' as const, text: 'x'.repeat(3001) };
    const long = client.chat.postMessage({ channel, text: 'x', blocks: [{ type: 'section', text }] });
    const said = 'must be less than 3001 characters [json-pointer:/blocks/0/text/text]';
    expect(await refusal(long)).toMatchObject({
      error: 'invalid_blocks',
      errors: [said],
      response_metadata: { messages: [`[ERROR] ${said}`] },
    });
    const twice = client.apiCall('chat.postMessage', { channel, text: 'x', blocks: '"[]"' });
    expect(await refusal(twice)).toMatchObject({ error: 'invalid_blocks_format' });
  });

  it('can be sent as JSON too', async () => {
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.workspace().botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({
        channel: '#approvals',
        text: 'x',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: 'Hello' } }],
      }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: id('approvals') });
    expect(slack.state.messages.all.map(wordsOfMessage)).toEqual(['Hello']);
  });

  it('are changed where they are, by who posted them, while the channel lives', async () => {
    const channel = id('approvals');
    const { ts = '' } = await client.chat.postMessage({ channel, text: 'mine' });
    const change = (of: string): Promise<unknown> => client.chat.update({ channel, ts: of, text: 'x' });
    expect(await refusal(change('1.000001'))).toMatchObject({ error: 'message_not_found' });
    const whisper = await client.chat.postEphemeral({ channel, user: user('alice'), text: 'psst' });
    expect(await refusal(change(whisper.message_ts ?? ''))).toMatchObject({ error: 'message_not_found' });
    slack.state.messages.change({ channel, ts }, { user: user('bob') });
    expect(await refusal(change(ts))).toMatchObject({ error: 'cant_update_message' });
    slack.state.channels.change(channel, { archived: true });
    expect(await refusal(change(ts))).toMatchObject({ error: 'is_inactive' });
  });

  it('are replies only to what is there', async () => {
    const reply = (thread: string): Promise<unknown> =>
      client.chat.postMessage({ channel: id('approvals'), text: 'x', thread_ts: thread });
    expect(await refusal(reply('0'))).toMatchObject({ error: 'invalid_thread_ts' });
    expect(await refusal(reply('1700000000.000009'))).toMatchObject({ error: 'thread_not_found' });
  });

  it('for one person reach only members', async () => {
    const call = client.chat.postEphemeral({ channel: id('secret'), user: user('carol'), text: 'x' });
    expect(await refusal(call)).toMatchObject({ error: 'user_not_in_channel' });
  });
});
