/** `sallyport token`: a session token for an agent, narrower than the caller's own, usable as an API key. */
import { CliError } from '../cli-error.js';
import { exactDurationText, parseDurationS } from '../render/duration.js';
import { exchangeToken } from '../system/exchange-token.js';
import { tokenEndS } from '../system/token-end.js';
import { readTokenFile } from '../system/token-file.js';
import { printJson, systemOf, type CommandContext, type ReadOptions } from './context.js';

/** The gateway counts whole seconds, and some pass on the way. */
const roundingS = 5;

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

interface Shortened {
  /** As typed. */
  readonly asked: string | undefined;
  readonly askedS: number | undefined;
  readonly givenS: number;
  /** What the token was made from. */
  readonly from: readonly string[];
}

/** The gateway gives what it may rather than refuse; whoever asked for more should know. */
function shortened({ asked, askedS, givenS, from }: Shortened): string {
  if (asked === undefined || askedS === undefined || givenS >= askedS) return '';
  const nowS = Date.now() / 1_000;
  const withItsParents = from.some(
    (parent) => Math.abs((tokenEndS(parent) ?? Infinity) - nowS - givenS) <= roundingS,
  );
  const why = withItsParents ? 'when a token it is made from ends' : 'the longest the gateway gives';
  return `: shortened from ${asked.trim()} to ${exactDurationText(givenS)}, ${why}`;
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
  const own = await system.token();
  const made = await exchangeToken(system.gatewayUrl, own, {
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
  const givenS = made.expiresInS;
  const from = actorToken === undefined ? [own] : [own, actorToken];
  context.tell(`Ends in ${givenS} s${shortened({ asked: ttl, askedS: ttlS, givenS, from })}.`);
}
