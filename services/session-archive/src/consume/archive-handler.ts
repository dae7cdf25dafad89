/** The archive's part in the consume loop: every event of the topics it keeps goes into the log of its partition, once. */
import type { ConsumedEvent, Handler } from '@sallyport/service-kit/consume/handler';
import { PoisonMessageError } from '@sallyport/service-kit/consume/handler';
import { opensRequest } from '@sallyport/recording/unknown-completion';
import type { ClientBase } from 'pg';
import type { EntityManager } from 'typeorm';
import { archivedTopics, logOf } from '../core/logs.js';
import { searchFacts } from '../core/search-facts.js';
import { appendEvents } from '../store/append-events.js';
import type { ReadEvent } from '../store/append-events.js';
import { columnCharactersMax, isUuid } from '../store/binary-rows.js';
import type { OwnedLogs } from './owned-logs.js';

export const archiveGroup = 'session-archive';

export function archiveHandler(owned: OwnedLogs): Handler {
  return {
    group: archiveGroup,
    topics: archivedTopics,
    owns: (partitions) => {
      owned.replace(
        partitions.map(({ topic, partition, epoch }) => ({ partition: logOf(topic, partition), epoch })),
      );
    },
    async apply(tx, { topic, partition, epoch, events }) {
      await appendEvents(await clientOf(tx), { partition: logOf(topic, partition), epoch }, events.map(read));
    },
  };
}

/** The connection of a transaction: copying rows needs the driver itself. */
export async function clientOf(tx: EntityManager): Promise<ClientBase> {
  if (tx.queryRunner === undefined) throw new TypeError('not in a transaction');
  return (await tx.queryRunner.connect()) as ClientBase;
}

/** @throws PoisonMessageError for an event whose identifiers the archive cannot hold. */
function read({ message, event }: ConsumedEvent): ReadEvent {
  const facts = searchFacts(event.record);
  const wrong = unholdable(
    facts.id,
    facts.session,
    facts.requestId,
    opensRequest(event.record) !== undefined,
  );
  if (wrong !== undefined) throw new PoisonMessageError(message.offset, wrong);
  return { event, facts };
}

function unholdable(id: string, session: string, requestId: string, opens: boolean): string | undefined {
  if (!isUuid(id)) return 'the event id is not a UUID';
  if (session.length > columnCharactersMax || session.includes('\0'))
    return 'the session id is too long or holds NUL';
  if ((requestId !== '' || opens) && !isUuid(requestId)) return 'the request id is not a UUID';
  return undefined;
}
