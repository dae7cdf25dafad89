/** Trigger ids: each opens one view, within three seconds of the act that made it. */
import { randomBytes } from 'node:crypto';
import { triggerMsMax } from '../shape/limits.js';

interface Trigger {
  readonly user: string;
  readonly team: string;
  /** The view in which the act was done. */
  readonly view: string | undefined;
  readonly atMs: number;
  exchanged: boolean;
}

export type TriggerError = 'invalid_trigger_id' | 'exchanged_trigger_id' | 'expired_trigger_id';

export class Triggers {
  readonly #byId = new Map<string, Trigger>();

  constructor(private readonly now: () => number) {}

  give(user: string, team: string, view?: string): string {
    const id = `${this.#byId.size + 1}.${Math.floor(this.now())}.${randomBytes(16).toString('hex')}`;
    this.#byId.set(id, { user, team, view, atMs: this.now(), exchanged: false });
    return id;
  }

  exchange(id: string, team: string): Readonly<Trigger> | TriggerError {
    const trigger = this.#byId.get(id);
    if (trigger?.team !== team) return 'invalid_trigger_id';
    if (trigger.exchanged) return 'exchanged_trigger_id';
    if (this.now() - trigger.atMs > triggerMsMax) return 'expired_trigger_id';
    trigger.exchanged = true;
    return trigger;
  }
}
