import { describe, expect, it } from 'vitest';
import { slackEnvironment } from './slack-environment.js';

const facts = { issuer: 'http://127.0.0.1:7406', sealingKeyFile: '/state/root.pem' };

describe('Slack in a local start', () => {
  it('is nothing unless it is asked for', () => {
    expect(slackEnvironment({ SALLYPORT_SLACK_BOT_TOKEN: 'xoxb-1' }, 1, facts)).toEqual({});
  });

  it('needs a mode, the tokens and a channel; the demo fills in the rest', () => {
    const env = {
      SALLYPORT_SLACK_MODE: 'socket',
      SALLYPORT_SLACK_BOT_TOKEN: 'xoxb-1',
      SALLYPORT_SLACK_APP_TOKEN_FILE: '/app-token',
      SALLYPORT_SLACK_CHANNEL: 'C1',
      HOME: '/home/me',
    };
    expect(slackEnvironment(env, 2, facts)).toEqual({
      SALLYPORT_SLACK_MODE: 'socket',
      SALLYPORT_SLACK_BOT_TOKEN: 'xoxb-1',
      SALLYPORT_SLACK_APP_TOKEN_FILE: '/app-token',
      SALLYPORT_SLACK_CHANNEL: 'C1',
      SALLYPORT_SLACK_HTTP_PORT: '8096',
      SALLYPORT_PUBLIC_URL: 'http://127.0.0.1:8095',
      SALLYPORT_LOGIN_ISSUER: 'http://127.0.0.1:7406',
      SALLYPORT_LOGIN_CLIENT_ID: 'sallyport-approval',
      SALLYPORT_SEALING_KEY_FILE: '/state/root.pem',
    });
  });

  it('is as the person says where they say it', () => {
    const env = {
      SALLYPORT_SLACK_MODE: 'http',
      SALLYPORT_SEALING_KEY: 'k',
      SALLYPORT_PUBLIC_URL: 'https://sallyport.example.com',
      SALLYPORT_LOGIN_ISSUER: 'https://idp.example.com',
    };
    const made = slackEnvironment(env, 1, facts);
    expect(made).toMatchObject(env);
    expect(made).not.toHaveProperty('SALLYPORT_SEALING_KEY_FILE');
  });
});
