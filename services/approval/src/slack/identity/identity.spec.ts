/** Who counts in Slack: nobody without a verified link, nobody who is not an ordinary person of the workspace. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalClientId } from '@sallyport/testkit/identity-provider/provider-configuration';
import { approvalDatabase } from '../../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../../fixtures/approval-database.js';
import { actionIds } from '../acts.js';
import { Browser } from '../fixtures/browser.js';
import { linkIn, slackRig } from '../fixtures/slack-rig.js';
import type { SlackRig } from '../fixtures/slack-rig.js';
import { takeArrived } from './login-rows.js';
import { sealOf } from './seal.js';

let store: ApprovalDatabase;
let rig: SlackRig;

beforeAll(async () => {
  store = await approvalDatabase();
});
beforeEach(async () => {
  rig = await slackRig(store);
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  await store.clear();
});

const rows = (sql: string): Promise<unknown[]> => store.database.query<unknown[]>(sql);
const votes = (): Promise<unknown[]> => rows('SELECT v FROM approvals, jsonb_array_elements(votes) v');

async function linkOf(person: string): Promise<string> {
  const { slack } = rig;
  const known = new Set(slack.state.messages.all.map(({ ts }) => ts));
  await slack.command(slack.person(person), '/sallyport', 'link');
  const said = await slack.whisper(
    slack.person(person),
    ({ ts, text }) => !known.has(ts) && text.includes('Log in'),
  );
  return linkIn(said);
}

describe('nobody counts', () => {
  it.each([
    ['guest', 'Guests of this workspace'],
    ['visitor', 'Guests of this workspace'],
    ['gone', 'deactivated'],
    ['robot', 'bot'],
    ['stranger', 'does not serve'],
    ['carol', '/sallyport link'],
  ])('as %s', async (name, sentence) => {
    const { slack } = rig;
    const card = await rig.hold();
    const person = slack.person(name);
    const isTold = name !== 'gone' && name !== 'robot';
    await slack.press(person, card, actionIds.approve);
    if (isTold) await slack.whisper(person, ({ text }) => text.includes(sentence));
    else await expect.poll(() => rows('SELECT 1 FROM slack_inbox WHERE applied_us IS NULL')).toEqual([]);
    expect(await votes()).toEqual([]);
  });

  it('as the agent that asked, or in none of the groups', async () => {
    const { slack } = rig;
    await rig.link('alice', 'stranger');
    await slack.press(slack.person('alice'), await rig.hold(), actionIds.approve);
    await slack.whisper(slack.person('alice'), ({ text }) => text.includes('none of the groups'));
    expect(await votes()).toEqual([]);
  });

  it('while the provider does not say their groups; the voter is told', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const card = await rig.hold();
    await rig.stopProvider();
    await slack.press(slack.person('alice'), card, actionIds.approve);
    await slack.whisper(slack.person('alice'), ({ text }) => text.includes('could not be read'));
    expect(await votes()).toEqual([]);
  });

  it('at the outcome, when their groups can be read no more', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    await rig.link('bob', 'admin');
    const card = await rig.hold({
      requirement: { anyOf: [[{ groups: ['approvers', 'admins'], people: 2 }]] },
    });
    await slack.press(slack.person('alice'), card, actionIds.approve);
    await slack.whisper(slack.person('alice'), ({ text }) => text.includes('Your yes counts'));
    const sealed = await sealOf('only-for-tests-only-for-tests-only').seal(
      'a token that the provider never gave',
    );
    await store.database.query("UPDATE slack_links SET sealed = $1 WHERE subject = 'demo-approver'", [
      sealed,
    ]);
    await slack.press(slack.person('bob'), card, actionIds.approve);
    await slack.whisper(slack.person('bob'), ({ text }) => text.includes('Your yes counts'));
    expect(await rows("SELECT 1 FROM approvals WHERE standing = 'pending'")).toHaveLength(1);
  });
});

describe('a link', () => {
  it('keeps no token that could be read, and says whom somebody is', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const [link] = await rows('SELECT * FROM slack_links');
    expect(link).toMatchObject({ subject: 'demo-approver', groups: ['approvers'] });
    expect(JSON.stringify(link)).toMatch(/"sealed":"eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+"/u);
    await slack.command(slack.person('alice'), '/sallyport', 'whoami');
    const said = await slack.whisper(slack.person('alice'), ({ text }) => text.includes('groups'));
    expect(said.text).toContain('April Approver');
    expect(said.text).toContain('`approvers`');
  });

  it('shows whose account it is before the login, and looking at it uses nothing up', async () => {
    const url = await linkOf('alice');
    for (let look = 0; look < 2; look++) {
      const page = await fetch(url);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toContain('Alice Approver');
    }
  });

  it('is good for one login, of the browser that began it', async () => {
    const url = await linkOf('alice');
    const first = await fetch(url, { method: 'POST', redirect: 'manual' });
    expect(first.status).toBe(303);
    const toProvider = new URL(first.headers.get('location') ?? '');
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(toProvider.searchParams.get(name)).toBeTruthy();
    expect(toProvider.searchParams.get('code_challenge_method')).toBe('S256');
    expect((await fetch(url, { method: 'POST', redirect: 'manual' })).status).toBe(410);
    expect((await fetch(url)).status).toBe(410);
    // Another browser finishes the login at the provider and comes back without the cookie.
    const state = toProvider.searchParams.get('state') ?? '';
    const callback = `${rig.app.http}/slack/callback?code=any&state=${state}`;
    expect((await fetch(callback)).status).toBe(410);
    const forged = await fetch(callback, { headers: { cookie: `sallyport_login=${state}` } });
    expect(forged.status).toBe(403);
    expect(await rows('SELECT 1 FROM slack_links')).toEqual([]);
  });

  it('counts only once its own person has confirmed it in Slack', async () => {
    const { slack } = rig;
    const page = await new Browser().logIn(await linkOf('alice'), 'approver');
    expect(page).toMatchObject({ status: 200 });
    const ask = await slack.message(({ text }) => text.includes('Was that you?'));
    expect(await rows('SELECT 1 FROM slack_links')).toEqual([]);
    const [login] = await store.database.query<{ id: string; team: string }[]>(
      'SELECT id, team FROM slack_logins',
    );
    const bob = { team: login?.team ?? '', person: slack.person('bob').id };
    expect(await takeArrived(store.database.manager, login?.id ?? '', bob)).toBeUndefined();
    expect(await rows('SELECT 1 FROM slack_links')).toEqual([]);
    await slack.press(slack.person('alice'), ask, actionIds.link);
    await expect
      .poll(() => rows('SELECT person FROM slack_links'))
      .toEqual([{ person: slack.person('alice').id }]);
  });

  it('is not there for unknown paths or tokens', async () => {
    for (const path of ['/slack/link/none', '/slack/callback', '/', '/slack/events'])
      expect((await fetch(`${rig.app.http}${path}`)).status).toBeGreaterThanOrEqual(404);
  });
});

describe('a logout at the provider', () => {
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const logOut = async (claims: object, expiresInS = 60): Promise<number> => {
    const token = await rig.provider.token('agent', {
      expiresInS,
      claims: { aud: approvalClientId, ...claims },
    });
    const body = new URLSearchParams({ logout_token: token });
    return (await fetch(`${rig.app.http}/slack/logout`, { method: 'POST', body })).status;
  };
  const locks = (): Promise<unknown[]> => rows("SELECT value, issuer FROM locks WHERE target = 'identity'");

  it('stops what the person runs', async () => {
    expect(await logOut({ events: event })).toBe(200);
    expect(await locks()).toEqual([{ value: 'demo-agent', issuer: rig.provider.issuer }]);
  });

  it('is nothing without its event, with a nonce, for others, or from nobody', async () => {
    expect(await logOut({})).toBe(400);
    expect(await logOut({ events: event, nonce: 'n' })).toBe(400);
    expect(await logOut({ events: event, aud: 'other' })).toBe(400);
    expect(await logOut({ events: event, iat: 1 })).toBe(400);
    const body = new URLSearchParams({ logout_token: 'none' });
    expect((await fetch(`${rig.app.http}/slack/logout`, { method: 'POST', body })).status).toBe(400);
    const long = 'x'.repeat(100_000);
    expect((await fetch(`${rig.app.http}/slack/logout`, { method: 'POST', body: long })).status).toBe(400);
    expect(await locks()).toEqual([]);
  });
});
