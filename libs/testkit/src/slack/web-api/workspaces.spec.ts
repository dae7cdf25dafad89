/** Several workspaces with the same app: each token sees its own. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoApp, demoWorkspace } from '../demo-workspace.js';
import type { Slack } from '../slack.js';
import { startSlack } from '../start-slack.js';

const other = {
  id: 'T0OTHER001',
  name: 'Other',
  people: [{ name: 'oscar' }],
  channels: [{ name: 'theirs' }, { name: 'approvals' }],
};
let slack: Slack;
beforeEach(async () => {
  slack = await startSlack({ workspaces: [demoWorkspace, other], app: demoApp, delivery: 'http' });
});
afterEach(() => slack.stop());

async function call(team: string, method: string, args: object): Promise<unknown> {
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${slack.workspace(team).botToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(args),
  });
  return response.json();
}

it('shows a token its own channels and people only', async () => {
  const text = 'x';
  const own = await call('T0OTHER001', 'chat.postMessage', { channel: '#approvals', text });
  expect(own).toMatchObject({ ok: true, message: { team: 'T0OTHER001' } });
  const theirs = { channel: slack.channel('theirs').id, text };
  expect(await call('T0DEMO0001', 'chat.postMessage', theirs)).toEqual({
    ok: false,
    error: 'channel_not_found',
  });
  const oscar = { user: slack.person('oscar').id };
  expect(await call('T0DEMO0001', 'users.info', oscar)).toEqual({ ok: false, error: 'user_not_found' });
  expect(await call('T0OTHER001', 'users.info', oscar)).toMatchObject({ ok: true, user: { name: 'oscar' } });
});

it('does not exchange a trigger of another workspace', async () => {
  const trigger_id = slack.state.triggers.give(slack.person('oscar').id, 'T0OTHER001');
  const view = { type: 'modal', title: { type: 'plain_text', text: 'Hello' }, blocks: [] };
  const refused = { ok: false, error: 'invalid_trigger_id' };
  expect(await call('T0DEMO0001', 'views.open', { trigger_id, view })).toEqual(refused);
  expect(await call('T0OTHER001', 'views.open', { trigger_id, view })).toMatchObject({ ok: true });
});
