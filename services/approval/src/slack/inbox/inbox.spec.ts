/** What people do in Slack is done once, in their order, and not lost. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsOfMessage } from '@sallyport/testkit/slack/state/messages';
import { approvalDatabase } from '../../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../../fixtures/approval-database.js';
import { actionIds } from '../acts.js';
import { slackRig } from '../fixtures/slack-rig.js';
import type { SlackRig } from '../fixtures/slack-rig.js';

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

const count = async (sql: string): Promise<number> =>
  (await store.database.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${sql}`))[0]?.n ?? 0;
const votes = async (): Promise<unknown> =>
  (await store.database.query<{ votes: unknown }[]>('SELECT votes FROM approvals'))[0]?.votes;
const settled = (): Promise<void> => expect.poll(() => count('slack_inbox WHERE applied_us IS NULL')).toBe(0);

const twoPeople = { anyOf: [[{ groups: ['approvers'], people: 2 }]] };

describe('an act', () => {
  it('forged, unsigned or old is refused and written nowhere', async () => {
    const card = await rig.hold();
    const alice = rig.slack.person('alice');
    for (const forgery of ['wrong-signature', 'no-signature', 'stale'] as const)
      expect(await rig.slack.press(alice, card, actionIds.approve, { forgery })).toMatchObject({
        status: 401,
      });
    expect(await count('slack_inbox')).toBe(0);
  });

  it('replayed or delivered anew does nothing the second time', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const alice = slack.person('alice');
    const card = await rig.hold({ requirement: twoPeople });
    const before = await count('slack_inbox');
    const approve = await slack.press(alice, card, actionIds.approve);
    await slack.press(alice, card, actionIds.withdraw);
    await slack.whisper(alice, ({ text }) => text.includes('taken back'));
    expect(await slack.mail.replay(approve)).toMatchObject({ outcome: 'acknowledged' });
    expect(await slack.mail.repeat(approve)).toMatchObject({ outcome: 'acknowledged' });
    await settled();
    expect(await count('slack_inbox')).toBe(before + 2);
    expect(await votes()).toEqual([]);
  });

  it('is applied by another replica when the one that acknowledged it is gone', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const alice = slack.person('alice');
    const card = await rig.hold();
    // Applying needs to know who it is, and Slack does not say while the first replica lives.
    await expect.poll(() => count('slack_posts WHERE shown < wanted')).toBe(0);
    const other = await rig.another();
    await rig.app.stopApplying();
    expect(await slack.press(alice, card, actionIds.approve)).toMatchObject({ outcome: 'acknowledged' });
    await slack.message(
      (message) => message.ts === card.ts && wordsOfMessage(message).includes('✅ Approved'),
    );
    expect(other.http).not.toBe(rig.app.http);
  });

  it('is tried again while Slack does not say who somebody is', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    await rig.link('bob', 'admin');
    const card = await rig.hold({ requirement: { anyOf: [[{ groups: ['admins'], people: 1 }]] } });
    // Nobody is remembered for long; carol was never asked after.
    slack.misbehave({ method: 'users.info', times: 2, what: { kind: 'error', error: 'internal_error' } });
    const carol = slack.person('carol');
    await slack.press(carol, card, actionIds.approve);
    await slack.whisper(carol, ({ text }) => text.includes('/sallyport link'));
    await settled();
  });

  it('of one person is applied in the order in which it came, also when it is delivered late', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const alice = slack.person('alice');
    const card = await rig.hold({ requirement: { ...twoPeople, denyPeople: 2 } });
    const held = slack.mail.holdBack();
    const both = [actionIds.approve, actionIds.deny].map((id) => slack.press(alice, card, id));
    await held.waiting(2);
    await held.release('reversed');
    await Promise.all(both);
    await settled();
    expect(await votes()).toMatchObject([{ choice: 'approve' }]);
  });

  it('after the outcome tells the voter so, privately, and changes nothing', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    await rig.link('bob', 'approver');
    const [alice, bob] = [slack.person('alice'), slack.person('bob')];
    const card = await rig.hold();
    await slack.press(alice, card, actionIds.deny);
    await slack.message(({ threadTs }) => threadTs === card.ts);
    await slack.press(bob, card, actionIds.approve);
    await slack.whisper(bob, ({ text }) => text.includes('decided already'));
    expect(await votes()).toMatchObject([{ choice: 'deny' }]);
  });

  it('that was done before a crash, and not noted, is done once and said again', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const alice = slack.person('alice');
    const card = await rig.hold();
    await slack.press(alice, card, actionIds.approve);
    await slack.whisper(alice, ({ text }) => text.includes('Your yes counts'));
    await settled();
    const act = {
      ...{ kind: 'press', team: alice.team, person: alice.id, channel: card.channel, trigger: '' },
      ...{ action: actionIds.approve, value: /approval `([^`]+)`/u.exec(wordsOfMessage(card))?.[1] },
    };
    await store.database.query(
      "INSERT INTO slack_inbox (key, actor, act, due_us, tries) VALUES ('as it was left', 'alice', $1, 0, 1)",
      [act],
    );
    await settled();
    const told = slack.state.messages.all.filter(({ ephemeralTo }) => ephemeralTo === alice.id);
    expect(told.slice(-2).map(({ text }) => text.includes('Your yes counts'))).toEqual([true, true]);
    expect(await votes()).toHaveLength(1);
  });

  it('of two accounts of one person counts once', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    await rig.link('bob', 'approver');
    const card = await rig.hold({ requirement: twoPeople });
    for (const name of ['alice', 'bob']) {
      await slack.press(slack.person(name), card, actionIds.approve);
      await slack.whisper(slack.person(name), ({ text }) => text.includes('Your yes counts'));
    }
    expect(await votes()).toHaveLength(1);
  });
});
