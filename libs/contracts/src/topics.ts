/** The topics, as data: who writes and reads what, how it is keyed, how long it is kept. Topics are created from this table only. */

/** Names of our topics; each has a dead-letter topic beside it (`deadLetterTopic`). */
export type TopicName =
  | 'sallyport.traffic.v1'
  | 'sallyport.decisions.v1'
  | 'sallyport.findings.v1'
  | 'sallyport.audit.v1'
  | 'sallyport.checkpoints.v1';

export type DeadLetterTopic = `${TopicName}.dlq`;
export type AnyTopic = TopicName | DeadLetterTopic;

export type ServiceName = 'gateway' | 'approval' | 'masking-audit' | 'anomaly-detection' | 'session-archive';

export interface TopicRow {
  /** What the message key is; equal keys share a partition and keep their order. */
  readonly key: 'session' | 'finding' | 'log';
  readonly partitions: number;
  readonly retentionMs: number;
  /** Largest message, in bytes of key, value and headers. */
  readonly messageBytesMax: number;
  readonly writers: readonly ServiceName[];
  readonly readers: readonly ServiceName[];
}

const KIB = 1024;
const DAY_MS = 86_400_000;

/** No message on any topic is larger: Kafka's default broker limit is 1 MiB, and consumers hold whole batches in memory. */
export const messageBytesMax = 256 * KIB;
/** Room in a dead letter for what went wrong, on top of the original message. */
const deadLetterRoomBytes = 8 * KIB;
/** What a message of a topic may take, so that it still fits among the dead letters. */
const ownMessageBytesMax = messageBytesMax - deadLetterRoomBytes;
/** An encoded event leaves 1 KiB of its message to key and headers. */
export const eventBytesMax = ownMessageBytesMax - KIB;
/** A record is small, so that the archive can keep all of them in one tree whose entries are at most 64 KiB. */
export const recordBytesMax = 16 * KIB;

export const topics = {
  'sallyport.traffic.v1': {
    key: 'session',
    partitions: 8,
    retentionMs: 7 * DAY_MS,
    messageBytesMax: ownMessageBytesMax,
    writers: ['gateway'],
    readers: ['approval', 'masking-audit', 'anomaly-detection', 'session-archive'],
  },
  'sallyport.decisions.v1': {
    key: 'session',
    partitions: 4,
    retentionMs: 30 * DAY_MS,
    messageBytesMax: ownMessageBytesMax,
    writers: ['approval'],
    readers: ['masking-audit', 'anomaly-detection', 'session-archive'],
  },
  'sallyport.findings.v1': {
    key: 'finding',
    partitions: 4,
    retentionMs: 30 * DAY_MS,
    messageBytesMax: ownMessageBytesMax,
    writers: ['masking-audit', 'anomaly-detection'],
    readers: ['approval', 'masking-audit', 'session-archive'],
  },
  'sallyport.audit.v1': {
    key: 'session',
    partitions: 4,
    retentionMs: 30 * DAY_MS,
    messageBytesMax: ownMessageBytesMax,
    writers: ['masking-audit'],
    readers: [],
  },
  'sallyport.checkpoints.v1': {
    key: 'log',
    partitions: 1,
    retentionMs: 365 * DAY_MS,
    messageBytesMax: ownMessageBytesMax,
    writers: ['session-archive'],
    readers: [],
  },
} as const satisfies Record<TopicName, TopicRow>;

export const topicNames = Object.keys(topics) as readonly TopicName[];

/** Where messages of `topic` go that no consumer could process. */
export function deadLetterTopic(topic: TopicName): DeadLetterTopic {
  return `${topic}.dlq`;
}

/**
 * A dead-letter topic takes the original message plus the headers that say what went wrong, so it allows 8 KiB more, and topics that much less;
 * it has as many partitions as its topic and is kept for 30 days.
 */
export function deadLetterRow(topic: TopicName): TopicRow {
  const row: TopicRow = topics[topic];
  return {
    ...row,
    retentionMs: 30 * DAY_MS,
    messageBytesMax: row.messageBytesMax + deadLetterRoomBytes,
    writers: row.readers,
    readers: [],
  };
}

/** The row of any topic, dead-letter topics included. */
export function topicRow(topic: AnyTopic): TopicRow {
  return topic.endsWith('.dlq') ? deadLetterRow(topic.slice(0, -4) as TopicName) : topics[topic as TopicName];
}

/** All topics to create. */
export const allTopics: readonly AnyTopic[] = topicNames.flatMap((name) => [name, deadLetterTopic(name)]);
