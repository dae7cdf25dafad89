/** The `Lifecycle` that a service's module gets: collects its parts until they are started. */
import type { Logger } from 'pino';
import type { Lifecycle, ListenerKind, Part } from './service-definition.js';

export class ServiceLifecycle implements Lifecycle {
  readonly #parts: Part[] = [];
  readonly #log: Logger;
  readonly #failed: () => void;
  readonly announce: (listener: ListenerKind, address: string) => void;
  #taken = false;

  constructor(announce: (listener: ListenerKind, address: string) => void, log: Logger, failed: () => void) {
    this.announce = announce;
    this.#log = log;
    this.#failed = failed;
  }

  add(part: Part): void {
    if (this.#taken) throw new TypeError(`part ${part.name} was added after the module was built`);
    if (this.#parts.some((other) => other.name === part.name))
      throw new TypeError(`two parts are named ${part.name}`);
    this.#parts.push(part);
  }

  fail(reason: string, cause?: unknown): void {
    this.#log.fatal({ reason, err: cause }, 'a part cannot go on');
    this.#failed();
  }

  /** The parts, in the order they were added; none can be added from now on. */
  take(): readonly Part[] {
    this.#taken = true;
    return this.#parts;
  }
}
