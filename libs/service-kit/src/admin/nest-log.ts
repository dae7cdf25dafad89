/** Nest's own messages, in the service's log; its start-up chatter only at debug. */
import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

export class NestLog implements LoggerService {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  log(message: unknown, context?: unknown): void {
    this.#log.debug({ nest: context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Error) this.#log.error({ err: message }, 'Nest reported an error');
    else this.#log.error({ nest: rest.at(-1) }, String(message));
  }

  warn(message: unknown, context?: unknown): void {
    this.#log.warn({ nest: context }, String(message));
  }
}
