/** Finding posted messages again, with the real WebClient. */
import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoApp } from '../demo-workspace.js';
import { refusal, startRig, type Rig } from '../fixtures/web-client.js';

let rig: Rig;
let client: webApi.WebClient;
let channel: string;
beforeEach(async () => {
  rig = await startRig({ ...demoApp, scopes: [...demoApp.scopes, 'channels:history'] });
  ({ client } = rig);
  channel = rig.slack.channel('approvals').id;
});
afterEach(() => rig.slack.stop());

async function post(text: string, more: { thread_ts?: string; approval?: string } = {}): Promise<string> {
  rig.letPass(1000);
  const { approval, ...thread } = more;
  const metadata =
    approval === undefined ? {} : { metadata: { event_type: 'approval', event_payload: { id: approval } } };
  const { ts = '' } = await client.chat.postMessage({ channel, text, ...thread, ...metadata });
  return ts;
}
const textsOf = (messages: readonly { text?: string }[] | undefined): readonly unknown[] =>
  (messages ?? []).map(({ text }) => text);

it('shows the latest first, page by page, without replies and whispers', async () => {
  const first = await post('one');
  await post('two');
  await post('reply', { thread_ts: first });
  await client.chat.postEphemeral({ channel, user: rig.slack.person('alice').id, text: 'psst' });
  await post('three');
  const page = await client.conversations.history({ channel, limit: 2 });
  expect([textsOf(page.messages), page.has_more]).toEqual([['three', 'two'], true]);
  const cursor = page.response_metadata?.next_cursor ?? '';
  const next = await client.conversations.history({ channel, limit: 2, cursor });
  expect([textsOf(next.messages), next.has_more]).toEqual([['one'], false]);
  const since = await client.conversations.history({ channel, oldest: first });
  expect(textsOf(since.messages)).toEqual(['three', 'two']);
});

it('shows a thread', async () => {
  const first = await post('one');
  await post('reply', { thread_ts: first });
  const thread = await client.conversations.replies({ channel, ts: first });
  expect(textsOf(thread.messages)).toEqual(['one', 'reply']);
  const nowhere = client.conversations.replies({ channel, ts: '1.000001' });
  expect(await refusal(nowhere)).toMatchObject({ error: 'thread_not_found' });
});

it('shows metadata to who asks for it', async () => {
  await post('card', { approval: 'a-1' });
  const without = await client.conversations.history({ channel });
  expect(without.messages?.[0]).not.toHaveProperty('metadata');
  const { messages } = await client.conversations.history({ channel, include_all_metadata: true });
  expect(messages?.[0]?.metadata).toEqual({ event_type: 'approval', event_payload: { id: 'a-1' } });
  const wrong = client.apiCall('chat.postMessage', { channel, text: 'x', metadata: { id: 'a-1' } });
  rig.letPass(1000);
  expect(await refusal(wrong)).toMatchObject({ error: 'invalid_metadata_format' });
});

it('is for members with the scope for the kind of channel', async () => {
  const secret = client.conversations.history({ channel: rig.slack.channel('secret').id });
  expect(await refusal(secret)).toMatchObject({ error: 'missing_scope', needed: 'groups:history' });
  const elsewhere = client.conversations.history({ channel: rig.slack.channel('elsewhere').id });
  expect(await refusal(elsewhere)).toMatchObject({ error: 'not_in_channel' });
});
