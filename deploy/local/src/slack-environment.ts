/** Slack for a local start: what the person sets, and the rest as the demo can fill it in by itself. */

type Environment = Readonly<Record<string, string | undefined>>;

const secrets = [
  ...['SALLYPORT_SLACK_BOT_TOKEN', 'SALLYPORT_SLACK_SIGNING_SECRET', 'SALLYPORT_SLACK_APP_TOKEN'],
  ...['SALLYPORT_LOGIN_CLIENT_SECRET', 'SALLYPORT_SEALING_KEY'],
];
/** Handed to the approval service. */
export const slackVariables: readonly string[] = [
  ...secrets.flatMap((name) => [name, `${name}_FILE`]),
  ...['SALLYPORT_SLACK_MODE', 'SALLYPORT_SLACK_CHANNEL', 'SALLYPORT_SLACK_CONNECTION_CHANNELS'],
  ...['SALLYPORT_SLACK_TEAMS', 'SALLYPORT_SLACK_API_URL', 'SALLYPORT_SLACK_HTTP_HOST'],
  ...['SALLYPORT_SLACK_HTTP_PORT', 'SALLYPORT_PUBLIC_URL', 'SALLYPORT_SESSION_URL'],
  ...['SALLYPORT_LOGIN_ISSUER', 'SALLYPORT_LOGIN_CLIENT_ID', 'SALLYPORT_LOGIN_SCOPE'],
];
const firstPort = 8095;
/** Of the demo's provider of identities. */
const demoClient = 'sallyport-approval';

export interface SlackFacts {
  /** Of the demo's provider of identities. */
  readonly issuer: string;
  /** Any secret of this start: logins are sealed under a key that is derived from it. */
  readonly sealingKeyFile: string;
}

/** Nothing where the person does not ask for Slack. @param replica from 1; each listens on a port of its own */
export function slackEnvironment(
  env: Environment,
  replica: number,
  { issuer, sealingKeyFile }: SlackFacts,
): Readonly<Record<string, string>> {
  if ((env['SALLYPORT_SLACK_MODE'] ?? '') === '') return {};
  const set = Object.fromEntries(
    slackVariables.flatMap((name) => {
      const value = env[name] ?? '';
      return value === '' ? [] : [[name, value] as const];
    }),
  );
  const port = Number(set['SALLYPORT_SLACK_HTTP_PORT'] ?? firstPort);
  return {
    SALLYPORT_PUBLIC_URL: `http://127.0.0.1:${port}`,
    SALLYPORT_LOGIN_ISSUER: issuer,
    SALLYPORT_LOGIN_CLIENT_ID: demoClient,
    ...(set['SALLYPORT_SEALING_KEY'] === undefined && { SALLYPORT_SEALING_KEY_FILE: sealingKeyFile }),
    ...set,
    SALLYPORT_SLACK_HTTP_PORT: String(port === 0 ? 0 : port + replica - 1),
  };
}
