/** `sallyport token`: a session token for an agent, narrower than the caller's own, usable as an API key. */
import { CliError } from '../cli-error.js';
import { parseDurationS } from '../render/duration.js';
import { exchangeToken } from '../system/exchange-token.js';
import { readTokenFile } from '../system/token-file.js';
import { printJson, systemOf, type CommandContext, type ReadOptions } from './context.js';

export interface TokenOptions extends ReadOptions {
  /** Names, separated by commas. */
  readonly connections?: string;
  /** Such as `POST /v1/chat/completions`, separated by commas. */
  readonly operations?: string;
  /** Such as `8h`. */
  readonly ttl?: string;
  /** File with the token of the agent that will act. */
  readonly actorToken?: string;
}

export async function token(context: CommandContext, options: TokenOptions): Promise<void> {
  const { connections, operations, ttl } = options;
  const ttlS = ttl === undefined ? undefined : parseDurationS(ttl);
  if (ttl !== undefined && ttlS === undefined) {
    throw new CliError('usage', '--ttl is a time such as 90s, 30m, 8h or 2d.');
  }
  const actorToken =
    options.actorToken === undefined
      ? undefined
      : readTokenFile('--actor-token', options.actorToken, context.cwd);
  const system = systemOf(context, options);
  if (system.gatewayUrl === undefined) {
    throw new CliError('usage', 'Set SALLYPORT_GATEWAY_URL: session tokens come from the gateway.');
  }
  const made = await exchangeToken(system.gatewayUrl, await system.token(), {
    actorToken,
    connections,
    operations,
    ttlS,
  });
  if (options.json === true) {
    const claims = JSON.parse(Buffer.from(made.token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      jti?: string;
    };
    await printJson(context, [{ id: claims.jti ?? '', token: made.token, expiresInS: made.expiresInS }]);
    return;
  }
  // The token alone, so that `KEY=$(sallyport token …)` works.
  await context.print(made.token);
  context.tell(`Ends in ${made.expiresInS} s.`);
}
