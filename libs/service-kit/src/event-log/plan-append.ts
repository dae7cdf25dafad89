/** Checks the messages of one append against the topics table and sorts them by partition, before anything is sent. */
import { topicRow, topics, type AnyTopic, type TopicName } from '@sallyport/contracts/topics';
import { EventLogError, type LogMessage } from './event-log.js';
import { partitionOfKey } from './partition-of-key.js';

/** Size as the topics table counts it: bytes of key, value and headers. */
export function messageBytes(message: LogMessage): number {
  let bytes = Buffer.byteLength(message.key) + message.value.length;
  for (const name in message.headers)
    bytes += Buffer.byteLength(name) + Buffer.byteLength(message.headers[name] ?? '');
  return bytes;
}

export function isKnownTopic(topic: string): topic is AnyTopic {
  const name = topic.endsWith('.dlq') ? topic.slice(0, -4) : topic;
  return Object.hasOwn(topics, name);
}

/** The topic that a dead-letter topic belongs to; undefined for other topics. */
export function topicOfDeadLetters(topic: AnyTopic): TopicName | undefined {
  return topic.endsWith('.dlq') ? (topic.slice(0, -4) as TopicName) : undefined;
}

/**
 * Messages by partition, rising, each in the order of the call.
 * @throws EventLogError UNKNOWN_TOPIC, MESSAGE_EMPTY, MESSAGE_TOO_LARGE
 */
export function planAppend(
  topic: string,
  messages: readonly LogMessage[],
): ReadonlyMap<number, readonly LogMessage[]> {
  if (!isKnownTopic(topic)) throw new EventLogError('UNKNOWN_TOPIC', `no topic ${topic} in the topics table`);
  const row = topicRow(topic);
  // What could not be processed may have been empty, and still has to be kept.
  const emptyAllowed = topicOfDeadLetters(topic) !== undefined;
  const plan = new Map<number, LogMessage[]>();
  const known = new Map<string, number>();
  for (const message of messages) {
    if (message.value.length === 0 && !emptyAllowed) {
      throw new EventLogError('MESSAGE_EMPTY', `a message for ${topic} has no bytes`);
    }
    const bytes = messageBytes(message);
    if (bytes > row.messageBytesMax) {
      const limit = `the limit of ${topic} is ${row.messageBytesMax} bytes`;
      throw new EventLogError('MESSAGE_TOO_LARGE', `a message has ${bytes} bytes; ${limit}`);
    }
    let partition = known.get(message.key);
    if (partition === undefined)
      known.set(message.key, (partition = partitionOfKey(message.key, row.partitions)));
    const list = plan.get(partition);
    if (list === undefined) plan.set(partition, [message]);
    else list.push(message);
  }
  return new Map([...plan].sort(([a], [b]) => a - b));
}
