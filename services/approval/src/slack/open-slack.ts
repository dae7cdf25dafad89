/** The Slack side, put together: identities first, for the desks ask them for groups; then what takes and what sends. */
import type { Role } from '@sallyport/policy/document/roles';
import type { CallersOfFile } from '@sallyport/identity/policy-file/callers-of-file';
import type { Lifecycle, Part } from '@sallyport/service-kit/service/service-definition';
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ApprovalDesk } from '../apply/approval-desk.js';
import type { LockDesk } from '../apply/lock-desk.js';
import type { Wake } from '../store/wake.js';
import { actionIds } from './acts.js';
import { applyAct } from './apply/apply-act.js';
import type { Applying, SlackRoles } from './apply/context.js';
import { Conversation } from './apply/conversation.js';
import { openBolt } from './bolt.js';
import { LinkedPeople } from './identity/linked-people.js';
import { callbackPath, Logins } from './identity/logins.js';
import type { LoginsOptions } from './identity/logins.js';
import { PeopleOfSlack } from './identity/people-of-slack.js';
import { Logouts } from './identity/back-channel-logout.js';
import { openProvider } from './identity/provider.js';
import type { Provider } from './identity/provider.js';
import { sealOf } from './identity/seal.js';
import { Appliers } from './inbox/appliers.js';
import { writeDown } from './inbox/inbox.js';
import { Senders } from './outbox/senders.js';
import { SlackHttp } from './serve/slack-http.js';
import { slackSettings } from './settings.js';
import type { SlackSettings } from './settings.js';
import type { SlackEnv } from './slack.env.js';
import { actions, button, section } from './shown/blocks.js';
import { confirmText } from './shown/answers.js';
import { SlackConnection } from './slack-connection.js';
import { slackApi } from './slack-api.js';
import type { CallSlack } from './slack-api.js';
import { slackLog } from './slack-log.js';
import { Workspaces } from './workspaces.js';

export interface SlackIdentities {
  readonly call: CallSlack;
  readonly people: LinkedPeople;
  readonly logins: Logins;
  readonly provider: Provider;
}

export interface SlackOptions {
  readonly settings: SlackSettings;
  readonly database: DataSource;
  readonly callers: CallersOfFile;
  readonly log: Logger;
}

export interface ConfiguredSlack extends SlackOptions {
  readonly identities: SlackIdentities;
}

/**
 * Undefined where Slack is not configured.
 * @throws StartError `config` when something of it is missing
 */
export function configuredSlack(
  env: SlackEnv,
  {
    callers,
    ...rest
  }: Omit<SlackOptions, 'settings' | 'callers'> & { readonly callers: CallersOfFile | undefined },
): ConfiguredSlack | undefined {
  const settings = slackSettings(env);
  if (settings === undefined) {
    rest.log.info('no SALLYPORT_SLACK_MODE: approvals are answered by `npx sallyport approvals` and REST');
    return undefined;
  }
  if (callers === undefined) throw new StartError('config', 'Slack also needs SALLYPORT_CONFIG');
  const options = { ...rest, settings, callers };
  return { ...options, identities: slackIdentities(options) };
}

function slackIdentities({ settings, database, callers, log }: SlackOptions): SlackIdentities {
  const { botToken: token, apiUrl, publicUrl, login, sealingKey } = settings;
  const call = slackApi({ token, apiUrl, logger: slackLog(log) });
  const seal = sealOf(sealingKey);
  const redirectUrl = `${publicUrl}${callbackPath}`;
  const provider = openProvider({ ...login, redirectUrl, verifier: callers.verifier });
  return {
    ...{ call, provider },
    people: new LinkedPeople({ database, provider, seal, log }),
    logins: new Logins({ database, provider, seal, publicUrl, askToConfirm: askToConfirm(call) }),
  };
}

function askToConfirm(call: CallSlack): LoginsOptions['askToConfirm'] {
  return async ({ id, person }, identity) => {
    const text = confirmText(identity);
    const confirm = actions('sallyport_link', [button(actionIds.link, 'That is me: link', id, 'primary')]);
    await call('chat.postMessage', { channel: person, text, blocks: [section(text), confirm] });
  };
}

export interface SlackRunning extends ConfiguredSlack {
  readonly desk: ApprovalDesk;
  readonly locks: LockDesk;
  readonly wake: Wake;
  readonly lifecycle: Lifecycle;
}

/** Its parts, in the order in which they start. */
export function slackParts(running: SlackRunning): readonly Part[] {
  const { settings, database, log, wake, lifecycle, identities, desk, locks, callers } = running;
  const { call, people, logins, provider } = identities;
  const { issuer, clientId } = settings.login;
  const logouts = new Logouts({ issuer, clientId, locks, keysUrl: () => provider.keysUrl() });
  const workspaces = new Workspaces(call, settings.teams);
  const bolt = openBolt({
    ...{ delivery: settings.delivery, botToken: settings.botToken, apiUrl: settings.apiUrl },
    logger: slackLog(log),
    writeDown: (delivered) => writeDown(database, delivered),
  });
  const applying: Applying = {
    ...{ database, desk, locks, people, logins, log, roles: rolesOf(callers) },
    conversation: new Conversation(call, log),
    admitted: new PeopleOfSlack(call, workspaces),
  };
  return [
    new Appliers({ database, wake, log, apply: (act, again) => applyAct(applying, act, again) }),
    new Senders({ database, wake, log, call, routing: settings.routing, sessionUrl: settings.sessionUrl }),
    new SlackHttp({
      ...{ ...settings.http, publicUrl: settings.publicUrl, logins, logouts, lifecycle, log },
      events: bolt.requests,
    }),
    new SlackConnection({ bolt, workspaces, log }),
  ];
}

function rolesOf(callers: CallersOfFile): SlackRoles {
  const within = (roles: readonly Role[], groups: readonly string[]): boolean =>
    groups.some((group) => roles.some((role) => callers.roles()[role].includes(group)));
  return {
    isAdmin: (groups) => within(['admin'], groups),
    mayRead: (groups) => within(['admin', 'approver', 'auditor'], groups),
  };
}
