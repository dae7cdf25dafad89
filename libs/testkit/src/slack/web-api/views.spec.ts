/** Modals and home tabs, with the real WebClient. */
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
const user = (name: string): string => slack.person(name).id;

describe('views', () => {
  const view = (title: string): webApi.ViewsOpenArguments['view'] => ({
    type: 'modal',
    title: { type: 'plain_text', text: title },
    blocks: [{ type: 'divider' }],
  });
  const trigger = (on?: string): string => slack.state.triggers.give(user('alice'), 'T0DEMO0001', on);

  it('open once for a trigger, within three seconds', async () => {
    const trigger_id = trigger();
    const late = trigger();
    rig.letPass(3000);
    const opened = await client.views.open({ trigger_id, view: view('Details') });
    expect(opened.view).toMatchObject({
      type: 'modal',
      root_view_id: opened.view?.id,
      team_id: 'T0DEMO0001',
    });
    const again = client.views.open({ trigger_id, view: view('Details') });
    expect(await refusal(again)).toMatchObject({ error: 'exchanged_trigger_id' });
    rig.letPass(1);
    const expired = client.views.open({ trigger_id: late, view: view('Details') });
    expect(await refusal(expired)).toMatchObject({ error: 'expired_trigger_id' });
    const unknown = client.views.open({ trigger_id: '1.2.3', view: view('Details') });
    expect(await refusal(unknown)).toMatchObject({ error: 'invalid_trigger_id' });
  });

  it('lie on each other, three at most, and are updated by who knows their state', async () => {
    const first = await client.views.open({ trigger_id: trigger(), view: view('one') });
    const second = await client.views.push({ trigger_id: trigger(first.view?.id), view: view('two') });
    expect(second.view).toMatchObject({ previous_view_id: first.view?.id, root_view_id: first.view?.id });
    const third = await client.views.push({ trigger_id: trigger(second.view?.id), view: view('three') });
    const fourth = client.views.push({ trigger_id: trigger(third.view?.id), view: view('four') });
    expect(await refusal(fourth)).toMatchObject({ error: 'push_limit_reached' });
    const { id: view_id = '', hash = '' } = third.view ?? {};
    const updated = await client.views.update({ view_id, hash, view: view('three, changed') });
    expect(updated.view?.title?.text).toBe('three, changed');
    const stale = client.views.update({ view_id, hash, view: view('too late') });
    expect(await refusal(stale)).toMatchObject({ error: 'hash_conflict' });
    const nowhere = client.views.update({ view_id: 'V0NOWHERE', view: view('nowhere') });
    expect(await refusal(nowhere)).toMatchObject({ error: 'not_found' });
  });

  it('that are not sound are refused with the place of what is wrong', async () => {
    const call = client.views.open({ trigger_id: trigger(), view: view('t'.repeat(25)) });
    expect(await refusal(call)).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
      },
    });
  });

  it('fill home tabs, where the app has any', async () => {
    const home = { type: 'home' as const, blocks: [] };
    const first = await client.views.publish({ user_id: user('bob'), view: home });
    const next = await client.views.publish({ user_id: user('bob'), view: home });
    expect(next.view?.id).toBe(first.view?.id);
    const without = await startRig({ ...demoApp, homeTab: false });
    const none = without.client.views.publish({ user_id: without.slack.person('bob').id, view: home });
    expect(await refusal(none)).toMatchObject({ error: 'not_enabled' });
    await without.slack.stop();
  });
});
