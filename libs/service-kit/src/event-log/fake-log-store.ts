/** What the fake logs of a test share: partitions in memory, groups, and a switch that takes the log away. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { allTopics, topicRow, type AnyTopic } from '@sallyport/contracts/topics';
import { EventLogError, type StoredMessage } from './event-log.js';
import { assignPartitions } from './embedded/assign-partitions.js';

export interface FakePartition {
  readonly topic: AnyTopic;
  readonly partition: number;
  readonly messages: StoredMessage[];
}

/** A member as the store sees it. */
export interface FakeMember {
  readonly id: string;
  readonly topics: readonly AnyTopic[];
  holds(): readonly string[];
  drop(partitions: readonly string[]): Promise<void>;
  begin(partitions: readonly string[]): Promise<void>;
}

interface FakeGroup {
  readonly members: FakeMember[];
  readonly positions: Map<string, number>;
  rebalanced: Promise<void>;
}

export class FakeLogStore {
  /** Emits `changed` on every append and when the log goes away or comes back. */
  readonly events = new EventEmitter().setMaxListeners(0);
  readonly #partitions = new Map<string, FakePartition>();
  readonly #identities = new Map<AnyTopic, string>();
  readonly #groups = new Map<string, FakeGroup>();
  #available = true;

  createTopics(): void {
    for (const topic of allTopics) {
      if (!this.#identities.has(topic)) this.#identities.set(topic, randomUUID());
      for (let partition = 0; partition < topicRow(topic).partitions; partition++) {
        const name = `${topic}/${partition}`;
        if (!this.#partitions.has(name)) this.#partitions.set(name, { topic, partition, messages: [] });
      }
    }
  }

  /** Until `createTopics`; consumers that read it have to join anew. */
  deleteTopic(topic: AnyTopic): void {
    this.#identities.delete(topic);
    for (const { partition } of this.partitionsOf(topic)) {
      this.#partitions.delete(`${topic}/${partition}`);
      for (const { positions } of this.#groups.values()) positions.delete(`${topic}/${partition}`);
    }
  }

  /** @throws EventLogError UNKNOWN_TOPIC before `createTopics` */
  identity(topic: AnyTopic): string {
    const found = this.#identities.get(topic);
    if (found === undefined) throw new EventLogError('UNKNOWN_TOPIC', `${topic} is not created`);
    return found;
  }

  get available(): boolean {
    return this.#available;
  }
  set available(available: boolean) {
    this.#available = available;
    this.events.emit('changed');
  }

  /** @throws EventLogError UNKNOWN_TOPIC before `createTopics` */
  partition(name: string): FakePartition {
    const found = this.#partitions.get(name);
    if (found === undefined) throw new EventLogError('UNKNOWN_TOPIC', `${name} is not created`);
    return found;
  }

  partitionsOf(topic: AnyTopic): readonly FakePartition[] {
    return [...this.#partitions.values()].filter((partition) => partition.topic === topic);
  }

  group(name: string): FakeGroup {
    let group = this.#groups.get(name);
    if (group === undefined)
      this.#groups.set(name, (group = { members: [], positions: new Map(), rebalanced: Promise.resolve() }));
    return group;
  }

  async join(groupName: string, member: FakeMember): Promise<void> {
    this.group(groupName).members.push(member);
    await this.#rebalance(groupName);
  }

  async leave(groupName: string, member: FakeMember): Promise<void> {
    const { members } = this.group(groupName);
    const at = members.indexOf(member);
    if (at >= 0) members.splice(at, 1);
    await this.#rebalance(groupName);
  }

  #rebalance(groupName: string): Promise<void> {
    const group = this.group(groupName);
    group.rebalanced = group.rebalanced.then(async () => {
      const names = [...this.#partitions.keys()];
      const members = [...group.members];
      const target = new Map<string, string>();
      for (const topic of new Set(members.flatMap((member) => member.topics))) {
        const shares = this.partitionsOf(topic).map(({ partition }) => {
          const owner = members.find((member) => member.holds().includes(`${topic}/${partition}`))?.id;
          return { partition, owner };
        });
        const takers = members.filter((member) => member.topics.includes(topic)).map((member) => member.id);
        for (const [partition, taker] of assignPartitions(takers, shares))
          target.set(`${topic}/${partition}`, taker);
      }
      await Promise.all(
        members.map((member) => member.drop(member.holds().filter((name) => target.get(name) !== member.id))),
      );
      const begun = members.map((member) => {
        const held = member.holds();
        return member.begin(names.filter((name) => target.get(name) === member.id && !held.includes(name)));
      });
      await Promise.all(begun);
    });
    return group.rebalanced;
  }
}
