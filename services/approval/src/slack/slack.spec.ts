/** Approvals in Slack, from the held request to the vote, over HTTP and Socket Mode. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { approvalDatabase } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { wordsOfMessage } from '@sallyport/testkit/slack/state/messages';
import { actionIds, reasonInput } from './acts.js';
import { slackRig } from './fixtures/slack-rig.js';
import type { SlackRig } from './fixtures/slack-rig.js';

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

describe.each(['http', 'socket'] as const)('over %s', (delivery) => {
  it('a linked approver presses Approve: the card, the thread and the voter say so', async () => {
    rig = await slackRig(store, { delivery });
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const alice = slack.person('alice');
    const card = await rig.hold();
    const receipt = await slack.press(alice, card, actionIds.approve);
    expect(receipt).toMatchObject({ outcome: 'acknowledged', troubles: [] });
    expect(receipt.afterMs).toBeLessThan(3_000);
    await slack.whisper(alice, ({ text }) => text.includes('Your yes counts'));
    const updated = await slack.message(
      (message) => message.ts === card.ts && wordsOfMessage(message).includes('✅ Approved'),
    );
    expect(wordsOfMessage(updated)).toContain('April Approver');
    expect(wordsOfMessage(updated)).not.toContain('Deny');
    const said = await slack.message(({ threadTs }) => threadTs === card.ts);
    expect(said.text).toContain('✅ Approved by `April Approver`');
  });

  it('asks for a reason where the rule wants one, and shows details page by page', async () => {
    rig = await slackRig(store, { delivery });
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const alice = slack.person('alice');
    const body = `{"order":"${'x'.repeat(30_000)}"}`;
    const card = await rig.hold({ body, requirement: { reasonRequired: 'deny' } });
    await slack.press(alice, card, actionIds.details);
    const details = await slack.view(alice);
    await slack.press(alice, details, `${actionIds.page}:1`);
    await slack.view(alice, ({ sent }) => JSON.stringify(sent).includes('Page 2 of 2'));
    await slack.close(alice, await slack.view(alice));
    await slack.press(alice, card, actionIds.deny);
    const asked = await slack.view(alice, ({ sent }) => sent['callback_id'] === 'sallyport_reason');
    const submitted = await slack.submit(alice, asked, { [reasonInput.action]: 'not on a Friday' });
    expect(submitted).toMatchObject({ outcome: 'acknowledged', troubles: [] });
    const said = await slack.message(({ threadTs }) => threadTs === card.ts);
    expect(said.text).toContain('⛔ Denied by `April Approver`: `not on a Friday`');
  });
});
