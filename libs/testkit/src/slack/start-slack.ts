/**
 * An imitation of Slack on loopback: the Web API, response URLs, and deliveries over HTTP or Socket Mode, precise
 * enough for the real Bolt and web-api. What Slack does not document is said where it is guessed.
 */
import { randomBytes } from 'node:crypto';
import { eventRetriesMs } from './delivery/mail-room.js';
import { Slack } from './slack.js';
import type { SlackApp } from './state/app.js';
import { SlackState } from './state/slack-state.js';
import type { WorkspaceSeed } from './state/workspace.js';
import { RateLimits } from './web-api/rate-limits.js';
import { listen } from './web-api/server.js';

export interface SlackOptions {
  readonly workspaces: readonly WorkspaceSeed[];
  /** As the app's manifest describes it: `appOfManifest` reads one. */
  readonly app: SlackApp;
  /** How deliveries reach the app. Over HTTP, `deliverTo` says where it listens. */
  readonly delivery: 'http' | 'socket';
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Milliseconds since 1970, for tests that let time pass. Timeouts and signatures of Bolt know real time only. */
  readonly now?: () => number;
  /** Default: as Slack documents them. */
  readonly rateLimits?: 'realistic' | 'none';
  /** Pauses before an event is tried again. Default: Slack's. */
  readonly eventRetriesMs?: readonly number[];
}

const secret = (prefix: string): string => `${prefix}${randomBytes(16).toString('hex')}`;

/** Starts it on 127.0.0.1. */
export async function startSlack(options: SlackOptions): Promise<Slack> {
  const now = options.now ?? Date.now;
  const server = await listen(options.port ?? 0);
  const state = new SlackState(options.app, server.origin, now);
  const appToken = secret('xapp-1-');
  state.tokens.add(appToken, { kind: 'app', team: undefined, scopes: ['connections:write'] });
  for (const seed of options.workspaces) state.install(seed, secret('xoxb-'));
  const setup = { delivery: options.delivery, eventRetriesMs: options.eventRetriesMs ?? eventRetriesMs };
  const slack = new Slack(state, server, setup, appToken);
  server.serve(slack.webApi(options.rateLimits === 'none' ? undefined : new RateLimits(now)));
  server.server.on('upgrade', (request, stream, head) => slack.sockets.upgrade(request, stream, head));
  return slack;
}
