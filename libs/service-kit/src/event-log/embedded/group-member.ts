/** A member of a consumer group of the embedded log: keeps its lease, starts and stops the readers of its partitions. */
import { randomUUID } from 'node:crypto';
import { ConsumerHealth, type HealthLimits } from '../consumer-health.js';
import type { ConsumeOptions, LogConsumer } from '../event-log.js';
import type { EventLogLogger } from '../event-log-logger.js';
import { backoffMs } from '../backoff.js';
import { beat, leave, release, type HeldPartition } from './group-beat.js';
import type { LogDatabase } from './log-database.js';
import { PartitionReader } from './partition-reader.js';

/** A dead member's partitions are taken over within lease + beat = 6.5 s; the promise is 10 s. */
const leaseMs = 5_000;
const beatMs = 1_500;

interface Held {
  readonly partition: HeldPartition;
  /** Undefined while the positions are being asked for. */
  reader: PartitionReader | undefined;
  leaving: boolean;
}

export class GroupMember implements LogConsumer {
  readonly #health: ConsumerHealth;
  readonly #held = new Map<number, Held>();
  /** Readers that are on their way out: a partition gets its next reader only when the former is gone. */
  readonly #endings = new Map<number, Promise<void>>();
  #member = randomUUID();
  #formers: string[] = [];
  #aliveAtMs = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #beatAgain = false;
  #stopped: Promise<void> | undefined;
  #stopHearing: () => void = () => undefined;

  private constructor(
    private readonly database: LogDatabase,
    private readonly options: ConsumeOptions,
    private readonly log: EventLogLogger,
    limits: HealthLimits,
  ) {
    this.#health = new ConsumerHealth(limits, () => Math.round(performance.now()));
  }

  /** @throws EventLogError when the first heartbeat fails */
  static async join(
    database: LogDatabase,
    options: ConsumeOptions,
    log: EventLogLogger,
    limits: HealthLimits,
  ): Promise<GroupMember> {
    const member = new GroupMember(database, options, log, limits);
    await member.#beatOnce();
    member.#stopHearing = database.hear((notice) => {
      if (notice.kind === 'appended') for (const id of notice.ids) member.#held.get(id)?.reader?.wake();
      else if (notice.kind === 'connected' || notice.group === options.group) member.#beatSoon();
    });
    member.#timer = setInterval(() => member.#beatSoon(), beatMs);
    return member;
  }

  problem(): string | undefined {
    return this.#health.problem();
  }

  stop(): Promise<void> {
    this.#stopped ??= (async () => {
      clearInterval(this.#timer);
      this.#stopHearing();
      await this.#beating;
      await this.#drop([...this.#held.keys()]);
      await Promise.all(this.#endings.values());
      const member = this.#member;
      await this.database
        .transaction((client) => leave(client, this.options.group, member))
        .catch((error: unknown) =>
          this.log.warn({ err: error }, 'event log: could not leave the group; its lease will run out'),
        );
    })();
    return this.#stopped;
  }

  #beatSoon(): void {
    if (this.#stopped !== undefined) return;
    this.#beatAgain = true;
    this.#beating ??= (async () => {
      while (this.#beatAgain) {
        this.#beatAgain = false;
        await this.#beatOnce().catch((error: unknown) => this.#beatFailed(error));
      }
      this.#beating = undefined;
    })();
  }

  async #beatOnce(): Promise<void> {
    const askedAtMs = performance.now();
    if (askedAtMs - this.#aliveAtMs > leaseMs) this.#startAnew();
    const request = {
      group: this.options.group,
      member: this.#member,
      formerMembers: this.#formers,
      topics: this.options.topics,
      leaseMs,
    };
    const result = await this.database.transaction((client) => beat(client, request));
    this.#formers = [];
    this.#aliveAtMs = askedAtMs;
    this.#health.recovered();
    const owned = new Map(result.held.map((partition) => [partition.id, partition]));
    const lost = [...this.#held].filter(([id, held]) => !owned.has(id) && !held.leaving).map(([id]) => id);
    if (lost.length > 0) void this.#drop(lost);
    const excess = result.excess.filter((id) => this.#held.get(id)?.leaving === false);
    if (excess.length > 0) void this.#giveUp(excess);
    for (const [id, { reader }] of this.#held) {
      if (reader !== undefined && reader.position < (owned.get(id)?.end ?? 0)) reader.wake();
    }
    // Owned without being held: an earlier beat was committed although its answer was lost.
    const gained = [
      ...result.claimed,
      ...result.held.filter(({ id }) => !this.#held.has(id) && !this.#endings.has(id)),
    ];
    for (const partition of gained)
      this.#held.set(partition.id, { partition, reader: undefined, leaving: false });
    if (gained.length > 0) void this.#begin(gained);
  }

  #beatFailed(error: unknown): void {
    this.#health.lost(error instanceof Error ? error.message : 'heartbeat failed');
    if (performance.now() - this.#aliveAtMs > leaseMs) this.#startAnew();
  }

  /** The lease ran out: others may own everything by now, so this process comes back as a new member. */
  #startAnew(): void {
    void this.#drop([...this.#held.keys()]);
    this.#formers.push(this.#member);
    this.#member = randomUUID();
    this.#aliveAtMs = performance.now();
  }

  /** Asks for positions until they are known, then starts reading. */
  async #begin(gained: readonly HeldPartition[]): Promise<void> {
    const member = this.#member;
    const isCurrent = ({ id }: HeldPartition): boolean =>
      member === this.#member && this.#held.get(id)?.leaving === false && this.#stopped === undefined;
    await Promise.all(gained.flatMap(({ id }) => this.#endings.get(id) ?? []));
    for (let attempt = 1; gained.some(isCurrent); attempt++) {
      try {
        const kept = gained.filter(isCurrent);
        const wanted = await this.options.onAssigned(
          kept.map(({ topic, partition }) => ({ topic, partition })),
        );
        for (const partition of kept.filter(isCurrent)) {
          const own = wanted.find(
            (row) => row.topic === partition.topic && row.partition === partition.partition,
          );
          const context = {
            database: this.database,
            member,
            options: this.options,
            health: this.#health,
            log: this.log,
          };
          const held = this.#held.get(partition.id);
          if (held !== undefined)
            held.reader = new PartitionReader(context, partition, own?.offset ?? partition.position);
        }
        return;
      } catch (error) {
        this.log.warn({ err: error, attempt }, 'event log: positions are not known yet, trying again');
        await new Promise((done) =>
          setTimeout(done, backoffMs({ firstMs: 100, mostMs: 3_000 }, attempt, Math.random())),
        );
      }
    }
  }

  async #giveUp(ids: readonly number[]): Promise<void> {
    const member = this.#member;
    await this.#drop(ids);
    await this.database
      .transaction((client) => release(client, this.options.group, member, ids))
      .catch((error: unknown) =>
        this.log.warn({ err: error }, 'event log: could not release partitions; the next heartbeat will'),
      );
  }

  /** Stops reading these partitions and tells the caller. */
  async #drop(ids: readonly number[]): Promise<void> {
    const leaving = ids.flatMap((id) => this.#held.get(id) ?? []).filter((held) => !held.leaving);
    if (leaving.length === 0) return;
    const ending = (async () => {
      for (const held of leaving) held.leaving = true;
      await Promise.all(leaving.flatMap((held) => held.reader?.stop() ?? []));
      await this.options
        .onRevoked(leaving.map(({ partition: { topic, partition } }) => ({ topic, partition })))
        .catch((error: unknown) => this.log.warn({ err: error }, 'event log: revocation was not handled'));
      for (const { partition } of leaving) {
        this.#health.ended(`${partition.topic}/${partition.partition}`);
        this.#held.delete(partition.id);
        this.#endings.delete(partition.id);
      }
    })();
    for (const { partition } of leaving) this.#endings.set(partition.id, ending);
    await ending;
  }
}
