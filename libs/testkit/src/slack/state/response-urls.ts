/** Response URLs: each works five times within half an hour, for the place where the act was done. */
import { randomBytes } from 'node:crypto';
import { responseUrlMsMax, responseUrlUsesMax } from '../shape/limits.js';
import type { Message } from './messages.js';

export interface ResponsePlace {
  readonly team: string;
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed; undefined for a command. */
  readonly message: Pick<Message, 'channel' | 'ts' | 'threadTs'> | undefined;
}

export class ResponseUrls {
  readonly #byPath = new Map<
    string,
    { readonly place: ResponsePlace; readonly atMs: number; uses: number }
  >();

  constructor(
    private readonly origin: string,
    private readonly now: () => number,
  ) {}

  give(kind: 'actions' | 'commands', place: ResponsePlace): string {
    const path = `/${kind}/${place.team}/${this.#byPath.size + 1}/${randomBytes(12).toString('hex')}`;
    this.#byPath.set(path, { place, atMs: this.now(), uses: 0 });
    return `${this.origin}${path}`;
  }

  /** The errors are those that Slack's own endpoint answers. */
  use(path: string): ResponsePlace | 'invalid_url' | 'expired_url' | 'used_url' {
    const given = this.#byPath.get(path);
    if (given === undefined) return 'invalid_url';
    if (this.now() - given.atMs > responseUrlMsMax) return 'expired_url';
    if (given.uses >= responseUrlUsesMax) return 'used_url';
    given.uses++;
    return given.place;
  }
}
