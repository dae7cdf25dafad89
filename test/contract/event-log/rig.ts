/** What the contract suite needs of an event log besides the port: to kill members and to take the log away. */
import type { HealthLimits } from '@sallyport/service-kit/event-log/consumer-health';
import type { EventLog, LogMessage } from '@sallyport/service-kit/event-log/event-log';
import type { AnyTopic } from '@sallyport/contracts/topics';

/** A member of a group that can be killed without a farewell: a process of its own, except for the fake. */
export interface Member {
  readonly assigned: ReadonlySet<number>;
  /** Values of the messages it has handled, in the order of handling. */
  readonly received: readonly string[];
  kill(): Promise<void>;
}

export interface MemberOptions {
  readonly group: string;
  readonly topic: AnyTopic;
  /** Handle this many batches, then keep the next one for ever. */
  readonly hangAfterBatches?: number;
}

export interface OpenOptions {
  readonly health?: HealthLimits;
}

export interface Rig {
  readonly name: 'fake' | 'embedded' | 'kafka';
  /** Topics are created; closed by the rig at the end. */
  open(options?: OpenOptions): EventLog;
  /** Deletes the topic with its messages and makes it again; resolves when it takes messages. */
  recreate(topic: AnyTopic): Promise<void>;
  startMember(options: MemberOptions): Promise<Member>;
  takeAway(): Promise<void>;
  bringBack(): Promise<void>;
  /**
   * Starts an append whose offsets are taken but not visible, where that is possible; else appends at once.
   * @returns how to let it become visible
   */
  appendHeld(topic: AnyTopic, messages: readonly LogMessage[]): Promise<() => Promise<void>>;
  /** Whether `appendHeld` really holds. */
  readonly holds: boolean;
  /** URL of a PostgreSQL server's fresh database for the effects of consumers. */
  freshDatabaseUrl(): Promise<string>;
  close(): Promise<void>;
}
