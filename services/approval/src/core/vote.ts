/** One person's answer. */
import type { Person } from './person.js';
import type { Bounds } from './requirement.js';

export type Choice = 'approve' | 'deny';
export type Channel = 'slack' | 'rest';

/** Where the groups of a vote are from: the voter's own token, or the provider, where they are read again at the outcome. */
export type GroupSource = 'token' | 'provider';

export interface Vote {
  readonly voter: Person;
  /** What the voter is called; empty when not known. */
  readonly name: string;
  readonly choice: Choice;
  readonly groups: readonly string[];
  readonly groupSource: GroupSource;
  readonly channel: Channel;
  /** In their words; empty when they said nothing. */
  readonly reason: string;
  /** What they would grant; absent: this one request. */
  readonly bounds?: Bounds;
  /** Since when it counts: an equal answer again does not lose its place in the order of steps. */
  readonly atUs: number;
}
