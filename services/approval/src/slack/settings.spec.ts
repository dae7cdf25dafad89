import { parseEnvironment } from '@sallyport/service-kit/env/parse-environment';
import { describe, expect, it } from 'vitest';
import { slackSettings } from './settings.js';
import { slackEnv } from './slack.env.js';
import { Workspaces } from './workspaces.js';

const complete = {
  SALLYPORT_SLACK_MODE: 'http',
  SALLYPORT_SLACK_BOT_TOKEN: 'xoxb-1',
  SALLYPORT_SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SALLYPORT_SLACK_HTTP_PORT: '0',
  SALLYPORT_PUBLIC_URL: 'https://sallyport.example.com/',
  SALLYPORT_SEALING_KEY: 'x'.repeat(32),
  SALLYPORT_LOGIN_ISSUER: 'https://idp.example.com',
  SALLYPORT_LOGIN_CLIENT_ID: 'sallyport',
};

function settings(change: Readonly<Record<string, string | undefined>>) {
  const parsed = parseEnvironment(slackEnv, { ...complete, ...change });
  return parsed.kind === 'parsed' ? slackSettings(parsed.env) : parsed.problems;
}

describe('the settings of Slack', () => {
  it('are absent without a mode, and complete with one', () => {
    expect(settings({ SALLYPORT_SLACK_MODE: undefined })).toBeUndefined();
    expect(settings({ SALLYPORT_SLACK_CONNECTION_CHANNELS: 'warehouse=C1, mail=#mail' })).toMatchObject({
      publicUrl: 'https://sallyport.example.com',
      routing: {
        byConnection: new Map([
          ['warehouse', 'C1'],
          ['mail', '#mail'],
        ]),
      },
    });
  });

  it('name everything that is missing, by mode', () => {
    const without = { SALLYPORT_SLACK_SIGNING_SECRET: undefined, SALLYPORT_SEALING_KEY: undefined };
    expect(() => settings(without)).toThrow(/SALLYPORT_SLACK_SIGNING_SECRET, SALLYPORT_SEALING_KEY/u);
    expect(() => settings({ SALLYPORT_SLACK_MODE: 'socket' })).toThrow(/needs SALLYPORT_SLACK_APP_TOKEN/u);
  });

  it.each([
    ['SALLYPORT_SLACK_SIGNING_SECRET', 'no-secret'],
    ['SALLYPORT_SLACK_BOT_TOKEN', 'no-token'],
    ['SALLYPORT_SLACK_APP_TOKEN', 'xoxb-1'],
    ['SALLYPORT_SEALING_KEY', 'too-little'],
    ['SALLYPORT_SESSION_URL', 'https://x.example/|evil {session}'],
  ])('refuse a %s that cannot be one', (name, value) => {
    expect(JSON.stringify(settings({ [name]: value }))).toContain(name);
    expect(JSON.stringify(settings({ [name]: value }))).not.toContain(value);
  });
});

describe('workspaces', () => {
  const of = (team: string, listed: readonly string[], more: object = {}) =>
    new Workspaces(() => Promise.resolve({ kind: 'done', body: { team_id: team, ...more } }), listed);

  it("are the token's own, or those that are listed", async () => {
    expect(await of('T1', []).served()).toEqual(new Set(['T1']));
    expect(await of('T1', ['T1', 'T2']).served()).toEqual(new Set(['T1', 'T2']));
    await expect(of('T3', ['T1', 'T2']).served()).rejects.toThrow(/T3, which SALLYPORT_SLACK_TEAMS/u);
    await expect(of('T1', [], { is_enterprise_install: true }).served()).rejects.toThrow(/organisation/u);
  });

  it('are unknown while Slack does not say', async () => {
    expect(await new Workspaces(() => Promise.resolve({ kind: 'unclear' }), []).served()).toBeUndefined();
  });
});
