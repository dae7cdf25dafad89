/** Copies a message that cannot be processed to its topic's dead letters, with what went wrong in the headers. */
import type { ContractErrorCode } from '@sallyport/contracts/event-codec';
import { deadLetterTopic, type TopicName } from '@sallyport/contracts/topics';
import type { EventLog, LogMessage, StoredMessage } from '../event-log/event-log.js';

/** `REJECTED`: the handler said so. `DATA_REFUSED`: the database refuses the message's data (SQLSTATE class 22). */
export type DeadLetterCode = ContractErrorCode | 'REJECTED' | 'DATA_REFUSED';

/** Headers of a dead letter, besides the original ones. Only codes and positions: error texts could quote content. */
export const deadLetterHeaders = {
  code: 'sallyport-error-code',
  topic: 'sallyport-source-topic',
  partition: 'sallyport-source-partition',
  offset: 'sallyport-source-offset',
  group: 'sallyport-consumer-group',
} as const;

/** Room that dead-letter topics have for our headers; original headers beyond it are left out. */
const headerBytesMax = 7 * 1024;

export function deadLetter(
  group: string,
  topic: TopicName,
  message: StoredMessage,
  code: DeadLetterCode,
): LogMessage {
  const ours = {
    [deadLetterHeaders.code]: code,
    [deadLetterHeaders.topic]: topic,
    [deadLetterHeaders.partition]: String(message.partition),
    [deadLetterHeaders.offset]: String(message.offset),
    [deadLetterHeaders.group]: group,
  };
  let bytes = 0;
  const theirs = Object.entries(message.headers).filter(([name, value]) => {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    return bytes <= headerBytesMax;
  });
  return { key: message.key, value: message.value, headers: { ...Object.fromEntries(theirs), ...ours } };
}

/** Resolves when the dead letters are durable. */
export async function sendDeadLetters(
  eventLog: EventLog,
  group: string,
  topic: TopicName,
  poison: readonly { readonly message: StoredMessage; readonly code: DeadLetterCode }[],
): Promise<void> {
  const letters = poison.map(({ message, code }) => deadLetter(group, topic, message, code));
  if (letters.length > 0) await eventLog.append(deadLetterTopic(topic), letters);
}
