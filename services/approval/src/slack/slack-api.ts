/** Calls of Slack's Web API: never retried here, never longer than a limit, and every outcome a value. */
import { ErrorCode, WebClient } from '@slack/web-api';
import type { Logger as SlackLogger } from '@slack/web-api';
import { callMsMax } from './limits.js';

export type SlackAnswer =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'later'; readonly afterMs: number }
  /** Slack's own name for why not. */
  | { readonly kind: 'refused'; readonly error: string }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unclear' };

export type CallSlack = (method: string, args: Readonly<Record<string, unknown>>) => Promise<SlackAnswer>;

export interface SlackApiOptions {
  readonly token: string;
  /** For tests; undefined: Slack itself. */
  readonly apiUrl: string | undefined;
  readonly logger: SlackLogger;
}

export function slackApi({ token, apiUrl, logger }: SlackApiOptions): CallSlack {
  const client = new WebClient(token, {
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
    timeout: callMsMax,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger,
  });
  return async (method, args) => {
    try {
      return { kind: 'done', body: { ...(await client.apiCall(method, { ...args })) } };
    } catch (error) {
      return answerOf(error);
    }
  };
}

function answerOf(error: unknown): SlackAnswer {
  if (!(error instanceof Error) || !('code' in error)) return { kind: 'unclear' };
  const { code } = error;
  if (code === ErrorCode.RateLimitedError && 'retryAfter' in error)
    return { kind: 'later', afterMs: Number(error.retryAfter) * 1000 };
  if (code !== ErrorCode.PlatformError || !('data' in error)) return { kind: 'unclear' };
  const { data } = error;
  const named = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  return { kind: 'refused', error: typeof named === 'string' ? named : 'unknown_error' };
}

/** A property of an answer that is a text; empty where it is none. */
export function textIn(body: Readonly<Record<string, unknown>>, ...path: readonly string[]): string {
  const found = path.reduce<unknown>(
    (held, name) =>
      typeof held === 'object' && held !== null
        ? (held as Readonly<Record<string, unknown>>)[name]
        : undefined,
    body,
  );
  return typeof found === 'string' ? found : '';
}
