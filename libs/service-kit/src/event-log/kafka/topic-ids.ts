/** Asks Kafka for the id of a topic, by a connection of kafkajs's own: its public client does not know these ids. */
import type { Kafka } from 'kafkajs';
import { EventLogError } from '../event-log.js';
import { topicMetadata, type Exchange } from './topic-metadata.js';

/** What is needed of kafkajs's cluster and broker (`src/cluster`, `src/broker`, 2.2.4). */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  findControllerBroker(): Promise<{
    readonly connectionPool: { send<Answer extends object>(exchange: Exchange<Answer>): Promise<Answer> };
  }>;
}

const UNKNOWN_TOPIC_OR_PARTITION = 3;
const TOPIC_AUTHORIZATION_FAILED = 29;

export class TopicIds {
  #cluster: Promise<Cluster> | undefined;

  constructor(private readonly kafka: Kafka) {}

  /** The ids of the cluster and of the topic in it. */
  async of(topic: string): Promise<string> {
    this.#cluster ??= connected(this.kafka);
    const broker = await (await this.#cluster).findControllerBroker();
    const { clusterId, errorCode, topicId } = await broker.connectionPool.send(topicMetadata(topic));
    if (errorCode === UNKNOWN_TOPIC_OR_PARTITION)
      throw new EventLogError('UNKNOWN_TOPIC', 'Kafka does not have the topic');
    if (errorCode === TOPIC_AUTHORIZATION_FAILED)
      throw new EventLogError(
        'REFUSED',
        'Kafka refuses access to a topic: grant it to the user of KAFKA_SASL_USERNAME',
      );
    if (errorCode !== 0)
      throw new EventLogError('UNAVAILABLE', `Kafka does not describe the topic (code ${errorCode})`);
    return `${clusterId}/${topicId}`;
  }

  /** The next question connects again. */
  async discard(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    await (await cluster)?.disconnect();
  }
}

async function connected(kafka: Kafka): Promise<Cluster> {
  const cluster = newCluster(kafka);
  await cluster.connect();
  await cluster.refreshMetadata();
  return cluster;
}

/** kafkajs makes its producers, consumers and admins with this method, which is known by its description alone. */
function newCluster(kafka: Kafka): Cluster {
  const make = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === 'private:Kafka:createCluster',
  );
  const method: unknown = make === undefined ? undefined : Reflect.get(kafka, make);
  const cluster: unknown =
    typeof method === 'function'
      ? Reflect.apply(method, kafka, [{ allowAutoTopicCreation: false }])
      : undefined;
  if (!isCluster(cluster))
    throw new TypeError('this version of kafkajs makes its connections in another way');
  return cluster;
}

function isCluster(value: unknown): value is Cluster {
  const names = ['connect', 'disconnect', 'refreshMetadata', 'findControllerBroker'];
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}
