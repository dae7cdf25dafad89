/** A workspace with one of everybody whom an approvals app must tell apart, and an app that may do what one needs. */
import type { SlackApp } from './state/app.js';
import type { WorkspaceSeed } from './state/workspace.js';

export const demoWorkspace: WorkspaceSeed = {
  id: 'T0DEMO0001',
  name: 'Demo',
  domain: 'demo',
  people: [
    { name: 'alice', realName: 'Alice Approver', email: 'alice@example.com' },
    { name: 'bob', realName: 'Bob Builder', email: 'bob@example.com' },
    { name: 'carol', realName: 'Carol Careful', email: 'carol@example.com' },
    { name: 'guest', email: 'guest@example.org', isRestricted: true },
    { name: 'visitor', email: 'visitor@example.org', isUltraRestricted: true },
    { name: 'gone', email: 'gone@example.com', deleted: true },
    { name: 'robot', isBot: true },
    { name: 'stranger', email: 'alice@example.com', homeTeam: 'T0OTHER001' },
  ],
  channels: [
    { name: 'approvals' },
    { name: 'secret', private: true, members: ['alice', 'bob'] },
    { name: 'elsewhere', appIsMember: false },
    { name: 'hidden', private: true, appIsMember: false },
    { name: 'old', archived: true },
  ],
};

export const demoApp: SlackApp = {
  scopes: ['chat:write', 'commands', 'im:write', 'users:read', 'channels:read'],
  commands: ['/sallyport'],
  events: ['app_home_opened'],
  homeTab: true,
  messagesTab: true,
  interactivity: true,
};
