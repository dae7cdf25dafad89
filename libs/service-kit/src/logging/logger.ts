/** The service's logger: one JSON line for each event on standard output, redacted. */
import { pino } from 'pino';
import type { DestinationStream, LogFn, Logger } from 'pino';
import { redactFields } from './redact-fields.js';
import { scrubText } from './scrub-text.js';

export interface LoggerOptions {
  readonly service: string;
  readonly replica: string;
  readonly level: string;
}

/**
 * Lines carry `time` (RFC 3339), `level` by name, `service`, `replica`. Every logged object passes `redactFields`, every
 * message `scrubText`. Lines are written synchronously, so that the last one before an exit is not lost.
 */
export function openLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, replica: options.replica },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      // Errors are described by redactFields already; pino's own serializer would rename them.
      serializers: { err: (described: unknown) => described },
      formatters: { level: (label) => ({ level: label }), log: redactFields, bindings: redactFields },
      hooks: { logMethod: scrubbed },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** Without a message of its own, a line with an error would take the error's, unscrubbed: it gets it here instead. */
function scrubbed(this: Logger, args: Parameters<LogFn>, method: LogFn): void {
  const [first, ...rest] = args as readonly unknown[];
  const texts = rest.map((item) => (typeof item === 'string' ? scrubText(item) : item));
  if (first instanceof Error) {
    method.call(this, { err: first }, ...messageOr(texts, first.message));
  } else if (typeof first === 'object' && first !== null) {
    const message = 'err' in first && first.err instanceof Error ? first.err.message : undefined;
    method.call(this, first, ...messageOr(texts, message));
  } else {
    method.call(this, scrubText(String(first)), ...texts.map(String));
  }
}

function messageOr(texts: readonly unknown[], message: string | undefined): string[] {
  if (texts.length > 0) return texts.map(String);
  return message === undefined ? [] : [scrubText(message)];
}
