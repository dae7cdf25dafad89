import { expect, it } from 'vitest';
import { appOfManifest } from './app.js';

it('reads an app from its manifest', () => {
  const app = appOfManifest({
    display_information: { name: 'Sallyport' },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true },
      slash_commands: [{ command: '/sallyport', description: 'Approvals' }],
    },
    oauth_config: { scopes: { bot: ['chat:write', 'commands'] } },
    settings: {
      event_subscriptions: { bot_events: ['app_home_opened'] },
      interactivity: { is_enabled: true },
    },
  });
  expect(app).toEqual({
    scopes: ['chat:write', 'commands'],
    commands: ['/sallyport'],
    events: ['app_home_opened'],
    homeTab: true,
    messagesTab: true,
    interactivity: true,
  });
});

it('takes what a manifest does not say for not granted', () => {
  expect(appOfManifest({})).toEqual({
    scopes: [],
    commands: [],
    events: [],
    homeTab: false,
    messagesTab: false,
    interactivity: false,
  });
});
