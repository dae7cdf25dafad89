/** Socket Mode as Slack runs it: connections leave, break and freeze, envelopes come twice. */
import type { Slack } from '@sallyport/testkit/slack/slack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalDatabase } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { actionIds } from './acts.js';
import { slackRig } from './fixtures/slack-rig.js';
import type { SlackRig } from './fixtures/slack-rig.js';

let store: ApprovalDatabase;
let rig: SlackRig;

beforeAll(async () => {
  store = await approvalDatabase();
});
beforeEach(async () => {
  rig = await slackRig(store, { delivery: 'socket' });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
});
afterEach(async () => {
  await rig[Symbol.asyncDispose]();
  await store.clear();
});

describe('Socket Mode', () => {
  it.each(['refresh_requested', 'warning', 'cut'] as const)('goes on after %s', async (how) => {
    const { slack } = rig;
    const [first] = slack.sockets.connections;
    if (how === 'cut') first?.cut();
    else first?.disconnect(how);
    await slack.until('another connection', () => slack.sockets.connections.find((one) => one !== first));
    const receipt = await slack.command(slack.person('alice'), '/sallyport', 'help');
    expect(receipt.outcome).toBe('acknowledged');
    await slack.whisper(slack.person('alice'), ({ text }) => text.includes('/sallyport pending'));
  });

  it('is tried again when Slack refuses it at the start, and the service serves meanwhile', async () => {
    await rig[Symbol.asyncDispose]();
    const before = (slack: Slack): void => {
      slack.setToken(slack.appToken, 'token_revoked');
    };
    rig = await slackRig(store, { delivery: 'socket', before });
    const { slack } = rig;
    const readyz = await fetch(`${rig.app.url}/readyz`);
    expect(readyz.status).toBe(200);
    expect(await readyz.text()).toContain('Slack is not connected yet');
    slack.setToken(slack.appToken, 'valid');
    await slack.until('a connection', () => slack.sockets.connections[0]);
    expect((await slack.command(slack.person('alice'), '/sallyport', 'help')).outcome).toBe('acknowledged');
  });

  it('an envelope that comes twice is one act', async () => {
    const { slack } = rig;
    await rig.link('alice', 'approver');
    const good = await slack.press(slack.person('alice'), await rig.hold(), actionIds.approve);
    await slack.whisper(slack.person('alice'), ({ text }) => text.includes('Your yes counts'));
    expect(await slack.mail.replay(good)).toMatchObject({ outcome: 'acknowledged' });
    expect(await slack.mail.repeat(good)).toMatchObject({ outcome: 'acknowledged' });
    const open = 'SELECT 1 FROM slack_inbox WHERE applied_us IS NULL';
    await expect.poll(() => store.database.query<unknown[]>(open)).toEqual([]);
    const told = slack.state.messages.all.filter(({ text }) => /Your yes counts|decided already/u.test(text));
    expect(told).toHaveLength(1);
  });
});
