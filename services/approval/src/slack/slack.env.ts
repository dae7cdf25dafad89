/** The environment variables of Slack, and of the login that ties people in Slack to identities. */
import { commaList, port, secret } from '@sallyport/service-kit/env/variable';
import { z } from 'zod';

const webUrl = z.string().regex(/^https?:\/\/[^\s?#]+$/u, 'must be an http or https URL');

export const slackEnv = {
  SALLYPORT_SLACK_MODE: z
    .enum(['http', 'socket'])
    .optional()
    .describe(
      'how Slack reaches the service; without it approvals are answered by REST and the command line',
    ),
  SALLYPORT_SLACK_BOT_TOKEN: secret("the app's bot token, xoxb-…")
    .regex(/^xoxb-\S+$/u, 'must begin with xoxb-')
    .optional(),
  SALLYPORT_SLACK_SIGNING_SECRET: secret("the app's signing secret, for mode http")
    .regex(/^[0-9a-f]{32,64}$/u, 'must be the hexadecimal signing secret of the app')
    .optional(),
  SALLYPORT_SLACK_APP_TOKEN: secret('an app-level token with connections:write, for mode socket')
    .regex(/^xapp-\S+$/u, 'must begin with xapp-')
    .optional(),
  SALLYPORT_SLACK_CHANNEL: z
    .string()
    .regex(/^[^\p{Cc}\s]{1,80}$/u, 'must be a channel, such as C0123456789, or the word direct')
    .optional()
    .describe('channel of questions whose rule names none; direct: to each linked person who may answer'),
  SALLYPORT_SLACK_CONNECTION_CHANNELS: commaList()
    .optional()
    .describe('channels of single connections: connection=channel, separated by commas'),
  SALLYPORT_SLACK_TEAMS: commaList()
    .optional()
    .describe("ids of the workspaces whose people may answer; without it the bot token's own alone"),
  SALLYPORT_SLACK_API_URL: webUrl.optional().describe("another address of Slack's Web API, for tests"),
  SALLYPORT_SLACK_HTTP_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('address on which Slack and the pages of logins are served'),
  SALLYPORT_SLACK_HTTP_PORT: port().optional().describe('its port; needed with Slack'),
  SALLYPORT_PUBLIC_URL: webUrl
    .optional()
    .describe('how browsers reach that port: where people log in and come back to'),
  SALLYPORT_SESSION_URL: z
    .string()
    .regex(/^https?:\/\/[^\s|<>]*\{session\}[^\s|<>]*$/u, 'must be a URL that contains {session}')
    .optional()
    .describe('page of a session, with {session} in place of its id; cards link to it'),
  SALLYPORT_SEALING_KEY: secret('encrypts what is kept of logins; any 32 characters or more')
    .min(32, 'must be at least 32 characters long')
    .optional(),
  SALLYPORT_LOGIN_ISSUER: webUrl
    .optional()
    .describe('OpenID provider at which people in Slack log in; an issuer of the policy document'),
  SALLYPORT_LOGIN_CLIENT_ID: z
    .string()
    .min(1)
    .optional()
    .describe('client id of this service at that provider'),
  SALLYPORT_LOGIN_CLIENT_SECRET: secret('its client secret; without one it is a public client').optional(),
  SALLYPORT_LOGIN_SCOPE: z
    .string()
    .min(1)
    .default('openid profile email groups offline_access')
    .describe('scopes of the login; the access token must be one that the policy document accepts'),
};

export type SlackEnv = z.output<z.ZodObject<typeof slackEnv>>;
