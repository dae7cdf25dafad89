/** Takes one batch into the store: inbox, effects and cursor in one transaction; what cannot be processed goes to the dead letters. */
import type { DataSource } from 'typeorm';
import type { TopicName } from '@sallyport/contracts/topics';
import type { EventLog, StoredMessage } from '../event-log/event-log.js';
import type { EventLogLogger } from '../event-log/event-log-logger.js';
import { PoisonMessageError, type ConsumedEvent, type Handler } from './handler.js';
import type { ConsumeMetrics } from './consume-metrics.js';
import type { ConsumeTables } from './consume-tables.js';
import { sendDeadLetters, type DeadLetterCode } from './dead-letter.js';
import { decodeMessage } from './decode-message.js';
import { dayOf } from './inbox-retention.js';
import { advance } from './partition-cursor.js';

export interface ApplyContext {
  readonly dataSource: DataSource;
  readonly tables: ConsumeTables;
  readonly eventLog: EventLog;
  readonly handler: Handler;
  readonly metrics: ConsumeMetrics;
  readonly log: EventLogLogger;
  readonly nowMs: () => number;
}

/** A partition in the hands of this process. */
export interface OwnedPartition {
  readonly topic: TopicName;
  readonly partition: number;
  readonly epoch: number;
  /** Identity of the log that `position` belongs to. */
  readonly log: string;
  /** Next offset to process, as last committed. */
  position: number;
}

interface Identified extends ConsumedEvent {
  readonly id: string;
}

/** @throws FencedError when another owner has the partition; anything else may be tried again with the same batch */
export async function applyBatch(
  context: ApplyContext,
  owned: OwnedPartition,
  messages: readonly StoredMessage[],
): Promise<void> {
  const last = messages.at(-1);
  if (last === undefined || last.offset < owned.position) return;
  const events: Identified[] = [];
  const poison: { message: StoredMessage; code: DeadLetterCode }[] = [];
  for (const message of messages) {
    if (message.offset < owned.position) continue;
    const decoded = decodeMessage(owned.topic, message);
    if (decoded.kind === 'event') events.push({ message, event: decoded.event, id: decoded.id });
    else poison.push({ message, code: decoded.code });
  }
  await bury(context, owned, poison);
  await applyEvents(context, owned, events, last.offset + 1);
}

/** When the effects refuse a message without naming it, halves are tried until it stands alone. */
async function applyEvents(
  context: ApplyContext,
  owned: OwnedPartition,
  events: readonly Identified[],
  to: number,
): Promise<void> {
  try {
    await commit(context, owned, events, to);
  } catch (error) {
    const code = poisonCode(error);
    if (code === undefined) throw error;
    const named =
      error instanceof PoisonMessageError
        ? events.find(({ message }) => message.offset === error.offset)
        : undefined;
    const culprit = named ?? (events.length === 1 ? events[0] : undefined);
    if (culprit !== undefined) {
      await bury(context, owned, [{ message: culprit.message, code }]);
      await applyEvents(
        context,
        owned,
        events.filter((event) => event !== culprit),
        to,
      );
      return;
    }
    const middle = events[Math.ceil(events.length / 2)];
    if (middle === undefined) throw error;
    const at = events.indexOf(middle);
    await applyEvents(context, owned, events.slice(0, at), middle.message.offset);
    await applyEvents(context, owned, events.slice(at), to);
  }
}

/** SQLSTATE class 22, data exception: the same data fails again however often it is tried. */
function poisonCode(error: unknown): DeadLetterCode | undefined {
  if (error instanceof PoisonMessageError) return 'REJECTED';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code) ? 'DATA_REFUSED' : undefined;
}

async function commit(
  context: ApplyContext,
  owned: OwnedPartition,
  given: readonly Identified[],
  to: number,
): Promise<void> {
  const { dataSource, handler, metrics, tables } = context;
  const { topic, partition, epoch } = owned;
  const labels = { group: handler.group, topic };
  const step = {
    group: handler.group,
    topic,
    partition,
    epoch,
    from: owned.position,
    to,
    day: dayOf(context.nowMs()),
  };
  const events = await dataSource.transaction(async (tx) => {
    const fresh = await advance(tx, tables, { ...step, ids: given.map(({ id }) => id) });
    const left = fresh === undefined ? undefined : new Set(fresh);
    const kept = left === undefined ? given : given.filter(({ id }) => left.delete(id));
    if (kept.length > 0) await handler.apply(tx, { topic, partition, epoch, events: kept });
    return kept;
  });
  owned.position = to;
  metrics.events.inc(labels, events.length);
  if (events.length < given.length) metrics.duplicates.inc(labels, given.length - events.length);
  if (events.length > 0) handler.committed?.({ topic, partition, events });
}

async function bury(
  context: ApplyContext,
  owned: OwnedPartition,
  poison: readonly { readonly message: StoredMessage; readonly code: DeadLetterCode }[],
): Promise<void> {
  const { eventLog, handler, log, metrics } = context;
  await sendDeadLetters(eventLog, handler.group, owned.topic, poison);
  for (const { message, code } of poison) {
    metrics.poison.inc({ group: handler.group, topic: owned.topic, code });
    log.error(
      { topic: owned.topic, partition: owned.partition, offset: message.offset, code },
      'consume: a message went to the dead letters',
    );
  }
}
