/** `/sallyport …` and the home tab, as people see them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsIn } from '@sallyport/testkit/slack/shape/stored-blocks';
import { wordsOfMessage } from '@sallyport/testkit/slack/state/messages';
import type { Message } from '@sallyport/testkit/slack/state/messages';
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
  await rig.link('alice', 'approver');
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  await store.clear();
});

/** What the person alone is told next. */
async function say(text: string, name = 'alice'): Promise<Message> {
  const { slack } = rig;
  const known = new Set(slack.state.messages.all.map(({ ts }) => ts));
  const receipt = await slack.command(slack.person(name), '/sallyport', text);
  expect(receipt).toMatchObject({ outcome: 'acknowledged', troubles: [] });
  return slack.whisper(slack.person(name), ({ ts }) => !known.has(ts));
}
const idOf = (card: Message): string => /approval `([0-9a-f-]{36})`/u.exec(wordsOfMessage(card))?.[1] ?? '';
const rows = (sql: string): Promise<unknown[]> => store.database.query<unknown[]>(sql);

describe('a command', () => {
  it('lists what waits for me, and can be voted on there', async () => {
    expect((await say('pending')).text).toBe('Nothing waits for you.');
    await rig.hold({ body: '1', requirement: { anyOf: [[{ groups: ['admins'], people: 1 }]] } });
    const mine = await rig.hold({ body: '2' });
    const listed = await say('pending');
    expect(listed.text).toBe('1 wait for you.');
    await rig.slack.press(rig.slack.person('alice'), listed, actionIds.approve);
    await rig.slack.message(
      (message) => message.ts === mine.ts && wordsOfMessage(message).includes('✅ Approved'),
    );
  });

  it('shows one question to those it concerns', async () => {
    await rig.link('bob', 'stranger');
    const card = await rig.hold();
    expect(wordsOfMessage(await say(`show ${idOf(card)}`))).toContain('Orders are written.');
    expect((await say(`show ${idOf(card)}`, 'bob')).text).toContain('no such approval');
    expect((await say(`show ${idOf(card)}`, 'carol')).text).toContain('/sallyport link');
  });

  it('grants for a while, lists grants and ends them', async () => {
    const { slack } = rig;
    const card = await rig.hold();
    await slack.press(slack.person('alice'), card, actionIds.grant);
    await expect.poll(() => rows('SELECT 1 FROM grants')).toHaveLength(1);
    // The answer to the press comes first.
    await slack.whisper(slack.person('alice'), (told) => told.text.includes('Your yes counts'));
    const listed = wordsOfMessage(await say('grants'));
    expect(listed).toContain('5 of 5 uses left');
    const grant = /`([0-9a-f-]{36})`/u.exec(listed)?.[1] ?? '';
    expect((await say(`revoke ${grant}`)).text).toContain('The grant has ended');
    expect((await say(`revoke ${idOf(card)}`)).text).toContain('Approved, then revoked');
    expect((await say('revoke 01890000-0000-7000-8000-000000000001')).text).toContain('no such');
  });

  it('locks a session, of administrators alone', async () => {
    await rig.link('bob', 'admin');
    expect((await say('lock s1')).text).toContain('None of your groups');
    const card = await rig.hold();
    expect((await say('lock s1 runs wild', 'bob')).text).toContain('The session is locked');
    expect(
      await rows("SELECT 1 FROM locks WHERE value = 's1' AND placed ->> 'reason' = 'runs wild'"),
    ).toHaveLength(1);
    await rig.slack.message(
      (message) => message.ts === card.ts && wordsOfMessage(message).includes('Taken back'),
    );
  });

  it('explains itself', async () => {
    for (const text of ['', 'help', 'show', 'what?'])
      expect((await say(text)).text).toContain('/sallyport pending');
  });
});

describe('the home tab', () => {
  it('lists what waits for me, with the buttons, and tells strangers how to begin', async () => {
    const { slack } = rig;
    const card = await rig.hold();
    const alice = slack.person('alice');
    await slack.openHome(alice);
    const home = await slack.home(alice, ({ sent }) => wordsIn(sent['blocks']).includes('POST /orders'));
    await slack.press(alice, home, actionIds.deny, { blockId: `sallyport_decide:${idOf(card)}` });
    await slack.message((message) => message.ts === card.ts && wordsOfMessage(message).includes('⛔ Denied'));
    await slack.openHome(slack.person('carol'));
    await slack.home(slack.person('carol'), ({ sent }) =>
      wordsIn(sent['blocks']).includes('/sallyport link'),
    );
  });
});
