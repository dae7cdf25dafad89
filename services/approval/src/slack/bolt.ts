/** The real Bolt: verifies what comes from Slack, over HTTP or Socket Mode; an act is acknowledged once it is committed. */
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger as SlackLogger, Receiver } from '@slack/bolt';
import type { RequestListener } from 'node:http';
import { commanded, homeOpened, pressed, submitted } from './inbox/act.js';
import type { Delivered } from './inbox/act.js';

export type SlackDelivery =
  | { readonly mode: 'http'; readonly signingSecret: string }
  | { readonly mode: 'socket'; readonly appToken: string };

export interface BoltOptions {
  readonly delivery: SlackDelivery;
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly logger: SlackLogger;
  /** Resolves when it is committed. */
  readonly writeDown: (delivered: Delivered) => Promise<void>;
}

export interface RunningBolt {
  /** Over HTTP: takes `POST /slack/events`. */
  readonly requests: RequestListener | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const eventsPath = '/slack/events';
/** The client waits so long before it connects again; its default of 5 s is as long as Slack waits for a replacement. */
const clientPingMs = 1_000;
const ours = /^sallyport_/u;

export function openBolt(options: BoltOptions): RunningBolt {
  const { delivery, logger } = options;
  if (delivery.mode === 'http') {
    const receiver = new HTTPReceiver({
      ...{ signingSecret: delivery.signingSecret, endpoints: eventsPath, logger },
      processBeforeResponse: true,
    });
    appOf(receiver, options);
    const done = (): Promise<void> => Promise.resolve();
    return { requests: receiver.requestListener, start: done, stop: done };
  }
  const clientOptions = options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl };
  const receiver = new SocketModeReceiver({
    ...{ appToken: delivery.appToken, logger, clientPingTimeout: clientPingMs },
    installerOptions: { clientOptions },
  });
  const app = appOf(receiver, options);
  return {
    requests: undefined,
    start: async () => {
      await app.start();
    },
    stop: async () => {
      await app.stop();
    },
  };
}

function appOf(receiver: Receiver, { botToken, apiUrl, logger, writeDown }: BoltOptions): App {
  const app = new App({
    receiver,
    logger,
    // Whose workspace somebody is of is looked at when the act is applied; here nothing is asked of Slack.
    authorize: () => Promise.resolve({ botToken }),
    ...(apiUrl === undefined ? {} : { clientOptions: { slackApiUrl: apiUrl } }),
  });
  app.action(ours, async ({ body, ack }) => {
    const delivered = body.type === 'block_actions' ? pressed(body) : undefined;
    if (delivered !== undefined) await writeDown(delivered);
    await ack();
  });
  app.view({ callback_id: ours, type: 'view_submission' }, async ({ body, ack }) => {
    if (body.type === 'view_submission') await writeDown(submitted(body));
    await ack();
  });
  app.command('/sallyport', async ({ body, ack }) => {
    await writeDown(commanded(body));
    await ack();
  });
  app.event('app_home_opened', async ({ body, event }) => {
    if (event.tab === 'home') await writeDown(homeOpened(body.event_id, body.team_id, event.user));
  });
  return app;
}
