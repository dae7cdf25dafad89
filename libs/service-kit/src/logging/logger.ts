/** The service's logger: one JSON line for each event on standard output, redacted. */
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { redactFields } from './redact-fields.js';

export interface LoggerOptions {
  readonly service: string;
  readonly replica: string;
  readonly level: string;
}

/**
 * Lines carry `time` (RFC 3339), `level` by name, `service`, `replica`. Every logged object passes `redactFields`. Lines
 * are written synchronously, so that the last one before an exit is not lost.
 */
export function openLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  return pino(
    {
      level: options.level,
      base: { service: options.service, replica: options.replica },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: redactFields, bindings: (bound) => bound },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
