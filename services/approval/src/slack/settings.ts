/** What the environment says of Slack, complete or refused: nothing is guessed, and everything missing is named at once. */
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { SlackDelivery } from './bolt.js';
import type { SessionUrl } from './shown/card.js';
import type { SlackEnv } from './slack.env.js';
import type { Routing } from './outbox/spread.js';

export interface SlackSettings {
  readonly delivery: SlackDelivery;
  readonly botToken: string;
  readonly apiUrl: string | undefined;
  readonly routing: Routing;
  /** Empty: the bot token's own workspace. */
  readonly teams: readonly string[];
  readonly http: { readonly host: string; readonly port: number };
  readonly publicUrl: string;
  readonly sessionUrl: SessionUrl;
  readonly sealingKey: string;
  readonly login: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string | undefined;
    readonly scope: string;
  };
}

/**
 * Undefined where Slack is not configured.
 * @throws StartError `config` that names everything that is missing
 */
export function slackSettings(env: SlackEnv): SlackSettings | undefined {
  const mode = env.SALLYPORT_SLACK_MODE;
  if (mode === undefined) return undefined;
  const missing: string[] = [];
  const need = <Name extends keyof SlackEnv>(name: Name): NonNullable<SlackEnv[Name]> | undefined => {
    const value = env[name];
    if (value === undefined) missing.push(name);
    return value ?? undefined;
  };
  const credential =
    need(mode === 'http' ? 'SALLYPORT_SLACK_SIGNING_SECRET' : 'SALLYPORT_SLACK_APP_TOKEN') ?? '';
  const settings = {
    delivery:
      mode === 'http'
        ? ({ mode, signingSecret: credential } as const)
        : ({ mode, appToken: credential } as const),
    botToken: need('SALLYPORT_SLACK_BOT_TOKEN') ?? '',
    apiUrl: env.SALLYPORT_SLACK_API_URL,
    routing: { channel: env.SALLYPORT_SLACK_CHANNEL ?? '', byConnection: byConnection(env) },
    teams: env.SALLYPORT_SLACK_TEAMS ?? [],
    http: { host: env.SALLYPORT_SLACK_HTTP_HOST, port: need('SALLYPORT_SLACK_HTTP_PORT') ?? 0 },
    publicUrl: (need('SALLYPORT_PUBLIC_URL') ?? '').replace(/\/+$/u, ''),
    sessionUrl: sessionUrlOf(env.SALLYPORT_SESSION_URL),
    sealingKey: need('SALLYPORT_SEALING_KEY') ?? '',
    login: {
      issuer: need('SALLYPORT_LOGIN_ISSUER') ?? '',
      clientId: need('SALLYPORT_LOGIN_CLIENT_ID') ?? '',
      clientSecret: env.SALLYPORT_LOGIN_CLIENT_SECRET,
      scope: env.SALLYPORT_LOGIN_SCOPE,
    },
  };
  if (missing.length > 0)
    throw new StartError('config', `SALLYPORT_SLACK_MODE=${mode} also needs ${missing.join(', ')}`);
  return settings;
}

function byConnection({
  SALLYPORT_SLACK_CONNECTION_CHANNELS: pairs = [],
}: SlackEnv): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const [connection = '', channel = ''] = pair.split('=');
      if (connection === '' || channel === '')
        throw new StartError('config', 'SALLYPORT_SLACK_CONNECTION_CHANNELS: write connection=channel');
      return [connection, channel];
    }),
  );
}

function sessionUrlOf(template: string | undefined): SessionUrl {
  return (session) => {
    if (template === undefined || !session.isWellFormed()) return undefined;
    return template.replaceAll('{session}', encodeURIComponent(session));
  };
}
