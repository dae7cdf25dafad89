/** Who may call what, and what goes wrong on request, with the real WebClient. */
import type { webApi } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoApp } from '../demo-workspace.js';
import { refusal, startRig, type Rig } from '../fixtures/web-client.js';
import type { Slack } from '../slack.js';

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

describe('tokens and scopes', () => {
  it('tells an app who it is, and which scopes it has', async () => {
    const { botUserId, botId } = slack.workspace();
    const answer = await client.auth.test();
    expect(answer).toMatchObject({ ok: true, team_id: 'T0DEMO0001', user_id: botUserId, bot_id: botId });
    expect(answer.response_metadata?.scopes).toEqual([...demoApp.scopes]);
  });

  it.each(['token_revoked', 'account_inactive', 'token_expired'] as const)('knows %s', async (state) => {
    slack.setToken(slack.workspace().botToken, state);
    expect(await refusal(client.auth.test())).toMatchObject({ ok: false, error: state });
  });

  it('refuses no token, an unknown one, and one of another kind', async () => {
    const message = { channel: id('approvals'), text: 'x' };
    expect(await refusal(rig.clientWith('').auth.test())).toMatchObject({ error: 'not_authed' });
    expect(await refusal(rig.clientWith('xoxb-no').auth.test())).toMatchObject({ error: 'invalid_auth' });
    const asApp = rig.clientWith(slack.appToken).chat.postMessage(message);
    expect(await refusal(asApp)).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await refusal(client.apps.connections.open({}))).toMatchObject({
      error: 'not_allowed_token_type',
    });
    expect(await refusal(client.apiCall('no.such'))).toMatchObject({ error: 'unknown_method' });
  });

  it('says which scope is missing', async () => {
    const call = client.conversations.info({ channel: id('secret') });
    expect(await refusal(call)).toMatchObject({
      error: 'missing_scope',
      needed: 'groups:read',
      provided: demoApp.scopes.join(','),
    });
  });
});

describe('people', () => {
  it('are shown with what tells guests, bots, strangers and the deactivated apart', async () => {
    const shown = async (name: string): Promise<unknown> =>
      (await client.users.info({ user: user(name) })).user;
    expect(await shown('alice')).toMatchObject({
      team_id: 'T0DEMO0001',
      deleted: false,
      is_restricted: false,
    });
    expect(await shown('alice')).not.toHaveProperty('profile.email');
    expect(await shown('guest')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await shown('visitor')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await shown('gone')).toMatchObject({ deleted: true });
    expect(await shown('robot')).toMatchObject({ is_bot: true });
    expect(await shown('stranger')).toMatchObject({ team_id: 'T0OTHER001', is_stranger: true });
    expect(await refusal(shown('alice').then(() => client.users.info({ user: 'U0NOBODY' })))).toMatchObject({
      error: 'user_not_found',
    });
  });

  it('show their address to who may read it', async () => {
    const scopes = [...demoApp.scopes, 'users:read.email'];
    slack.state.tokens.change(slack.workspace().botToken, { scopes });
    expect((await client.users.info({ user: user('alice') })).user?.profile?.email).toBe('alice@example.com');
  });

  it('are not written to when they are gone, or bots', async () => {
    const open = (name: string): Promise<unknown> => client.conversations.open({ users: user(name) });
    expect(await refusal(open('gone'))).toMatchObject({ error: 'user_disabled' });
    expect(await refusal(open('robot'))).toMatchObject({ error: 'cannot_dm_bot' });
  });
});

describe('trouble', () => {
  const post = (channel = id('approvals')): Promise<unknown> =>
    client.chat.postMessage({ channel, text: 'x' });

  it('limits messages to one a second in a channel, after a short burst', async () => {
    await post();
    await post();
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    await post(id('secret'));
    rig.letPass(1000);
    await post();
    expect(slack.calls.map(({ result }) => result)).toEqual(['ok', 'ok', 'ratelimited', 'ok', 'ok']);
  });

  it('can be ordered: limits, errors, statuses, resets', async () => {
    const method = 'chat.postMessage';
    slack.misbehave({ method, what: { kind: 'rate-limited', retryAfterS: 30 } });
    slack.misbehave({ method, what: { kind: 'error', error: 'fatal_error' } });
    slack.misbehave({ method, what: { kind: 'status', status: 502 } });
    slack.misbehave({ method, what: { kind: 'reset' } });
    expect((await client.auth.test()).ok).toBe(true);
    await expect(post()).rejects.toMatchObject({ retryAfter: 30 });
    expect(await refusal(post())).toMatchObject({ error: 'fatal_error' });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_http_error', statusCode: 502 });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(slack.state.messages.all).toEqual([]);
    await post();
    expect(slack.state.messages.all).toHaveLength(1);
  });

  it('loses answers after the call was done', async () => {
    slack.misbehave({ what: { kind: 'answer-lost' } });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    slack.misbehave({ what: { kind: 'silence' } });
    await expect(post()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
    expect(slack.state.messages.all).toHaveLength(2);
  });

  it('answers late', async () => {
    slack.misbehave({ channel: id('secret'), what: { kind: 'delay', ms: 50 } });
    const startedMs = performance.now();
    await post(id('secret'));
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(49);
  });
});
