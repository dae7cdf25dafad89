/** Creates the topics of the topics table in Kafka and keeps their settings; what operators set besides stays. */
import type { Admin } from 'kafkajs';
import { allTopics, topicRow, type AnyTopic } from '@sallyport/contracts/topics';
import { ConfigResourceTypes } from './kafka-library.js';

/** Kafka limits a record batch, not a message: its header is 61 bytes, and each record adds lengths of its parts. */
export const batchOverheadBytes = 2_048;
/** Kafka's code for "set on this topic", as against broker and default values. */
const SET_ON_TOPIC = 1;

const { TOPIC } = ConfigResourceTypes;

export function batchBytesMax(topic: AnyTopic): number {
  return topicRow(topic).messageBytesMax + batchOverheadBytes;
}

function settingsOf(topic: AnyTopic): ReadonlyMap<string, string> {
  return new Map([
    ['cleanup.policy', 'delete'],
    ['retention.ms', String(topicRow(topic).retentionMs)],
    ['max.message.bytes', String(batchBytesMax(topic))],
  ]);
}

/** Idempotent, and safe when several services do it at once. */
export async function makeTopics(admin: Admin): Promise<void> {
  const here = new Set(await admin.listTopics());
  const missing = allTopics.filter((topic) => !here.has(topic));
  if (missing.length > 0) {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic,
        numPartitions: topicRow(topic).partitions,
        configEntries: [...settingsOf(topic)].map(([name, value]) => ({ name, value })),
      })),
    });
  }
  const old = allTopics.filter((topic) => here.has(topic));
  if (old.length === 0) return;
  const { topics: described } = await admin.fetchTopicMetadata({ topics: [...old] });
  const grown = described.filter(
    ({ name, partitions }) => partitions.length < topicRow(name as AnyTopic).partitions,
  );
  if (grown.length > 0) {
    await admin.createPartitions({
      topicPartitions: grown.map(({ name }) => ({
        topic: name,
        count: topicRow(name as AnyTopic).partitions,
      })),
    });
  }
  const found = await admin.describeConfigs({
    includeSynonyms: false,
    resources: old.map((name) => ({ type: TOPIC, name })),
  });
  const changed = found.resources.flatMap(({ resourceName, configEntries }) => {
    const wanted = settingsOf(resourceName as AnyTopic);
    const differs = [...wanted].some(
      ([name, value]) => configEntries.find((entry) => entry.configName === name)?.configValue !== value,
    );
    if (!differs) return [];
    const set = configEntries.filter(
      (entry) => entry.configSource.valueOf() === SET_ON_TOPIC && !wanted.has(entry.configName),
    );
    const entries = [
      ...set.map((entry) => ({ name: entry.configName, value: entry.configValue })),
      ...[...wanted].map(([name, value]) => ({ name, value })),
    ];
    return [{ type: TOPIC, name: resourceName, configEntries: entries }];
  });
  if (changed.length > 0) await admin.alterConfigs({ validateOnly: false, resources: changed });
}
