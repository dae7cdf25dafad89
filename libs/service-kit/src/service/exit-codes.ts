/** Why a service's process ended: exit codes as data (numbers after BSD sysexits), and the error that carries one. */

import { EventLogError } from '../event-log/event-log.js';

export const exitCodes = {
  ok: { code: 0, meaning: 'stopped in order' },
  usage: { code: 64, meaning: 'wrong arguments or environment; all problems are listed' },
  schema: {
    code: 65,
    meaning: 'the schema of the database is behind, or may not be changed: run the migrate step',
  },
  unavailable: {
    code: 69,
    meaning: 'the database or the event log did not answer in time, at the start or while stopping',
  },
  internal: { code: 70, meaning: 'a defect: uncaught exception, failed migration, a part that gave up' },
  listen: { code: 71, meaning: 'an address to listen on is taken or not allowed' },
  drain: {
    code: 75,
    meaning: 'work in flight did not finish within the drain time, or a second signal came',
  },
  config: { code: 78, meaning: 'a configuration file is missing or not valid' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;

export type ExitReason = keyof typeof exitCodes;

/** Ends the start of a service with the exit code of `reason`. The message is for the operator and holds no secrets. */
export class StartError extends Error {
  override readonly name = 'StartError';
  constructor(
    readonly reason: Exclude<ExitReason, 'ok'>,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The exit reason of whatever ended a start: `StartError` says its own, a failed listen is known by its code. */
export function exitReasonOf(error: unknown): Exclude<ExitReason, 'ok'> {
  if (error instanceof StartError) return error.reason;
  if (error instanceof EventLogError && error.code === 'REFUSED') return 'config';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL' ? 'listen' : 'internal';
}
