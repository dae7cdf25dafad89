/** What a log shows of an error: type, code, message, stack and cause; never the query, its parameters or row values. */
import { scrubText } from './scrub-text.js';

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError | string;
}

/** Longer chains of causes are cut. */
const CAUSES_MAX = 5;
/** SQLSTATE class 22, "data exception": its messages quote the offending value. */
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/u;

export function describeError(error: Error, causes = CAUSES_MAX): DescribedError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const quotesData = code !== undefined && DATA_EXCEPTION.test(code);
  const message = quotesData ? 'data exception (the message would quote data)' : scrubText(error.message);
  const cause = causes > 0 ? describeCause(error.cause, causes - 1) : undefined;
  return {
    type: error.name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(error.stack === undefined ? {} : { stack: stackOf(error.stack, error.message, message) }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function describeCause(cause: unknown, causes: number): DescribedError | string | undefined {
  if (cause === undefined || cause === null) return undefined;
  return cause instanceof Error ? describeError(cause, causes) : `a thrown ${typeof cause}`;
}

/** The stack begins with the message: the same text must not come back through it. */
function stackOf(stack: string, message: string, shown: string): string {
  return scrubText(message === '' ? stack : stack.replace(message, () => shown));
}
