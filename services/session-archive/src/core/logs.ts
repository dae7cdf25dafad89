/** The archive's logs: one for each partition of each topic it keeps, numbered through in the order of the topics. */
import { topics } from '@sallyport/contracts/topics';
import type { TopicName } from '@sallyport/contracts/topics';

/** A number is stored with every record: what is listed keeps its place, and new topics come last. */
export const archivedTopics = [
  'sallyport.traffic.v1',
  'sallyport.decisions.v1',
] as const satisfies readonly TopicName[];
export type ArchivedTopic = (typeof archivedTopics)[number];

/** Where a log comes from. */
export interface LogSource {
  readonly topic: ArchivedTopic;
  readonly partition: number;
}

const sources: readonly LogSource[] = archivedTopics.flatMap((topic) =>
  Array.from({ length: topics[topic].partitions }, (_, partition) => ({ topic, partition })),
);

/** All numbers. */
export const allLogs: readonly number[] = sources.map((_, log) => log);

/** @throws RangeError for a partition that is not archived. */
export function logOf(topic: TopicName, partition: number): number {
  const log = sources.findIndex((source) => source.topic === topic && source.partition === partition);
  if (log < 0) throw new RangeError(`partition ${partition} of ${topic} is not archived`);
  return log;
}

/** @throws RangeError for a number that is no log's. */
export function sourceOf(log: number): LogSource {
  const source = sources[log];
  if (source === undefined) throw new RangeError(`there is no log ${log}`);
  return source;
}

/** Whether a log is of gateways, which answer for the end of what they let through. */
export const isTraffic = (log: number): boolean => sourceOf(log).topic === 'sallyport.traffic.v1';

/** Such as `decisions/0`. */
export function logName(log: number): string {
  return `${topicWord(log)}/${sourceOf(log).partition}`;
}

/** `traffic` or `decisions`. */
export const topicWord = (log: number): string => topicWords[sourceOf(log).topic];

const topicWords = {
  'sallyport.traffic.v1': 'traffic',
  'sallyport.decisions.v1': 'decisions',
} as const satisfies Record<ArchivedTopic, string>;
