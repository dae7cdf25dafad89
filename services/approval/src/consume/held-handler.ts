/** The service's part in the consume loop: held requests become approvals, and requests that nobody waits for leave them. */
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { ConsumedEvent, Handler } from '@sallyport/service-kit/consume/handler';
import { PoisonMessageError } from '@sallyport/service-kit/consume/handler';
import type { EntityManager } from 'typeorm';
import { takeHeld, takeLeft } from '../apply/take-held.js';
import { Work } from '../apply/work.js';

export interface HeldHandlerOptions {
  /** Counts the traffic, in the same transaction. */
  readonly counter: Handler;
  readonly newId: NewId;
  readonly openOfIdentityMax: number;
}

export function heldHandler({ counter, newId, openOfIdentityMax }: HeldHandlerOptions): Handler {
  return {
    group: counter.group,
    topics: counter.topics,
    committed: (batch) => counter.committed?.(batch),
    async apply(tx: EntityManager, batch) {
      await counter.apply(tx, batch);
      const work = new Work(tx, newId);
      let left: string[] = [];
      for (const { message, event } of batch.events) {
        const { body, envelope } = event.record;
        if (body?.$case !== 'requestHeld') {
          left.push(...leftBy(event));
          continue;
        }
        if (envelope === undefined) continue;
        await takeLeft(work, left);
        left = [];
        const wrong = await takeHeld(work, { event, envelope, held: body.value }, openOfIdentityMax);
        if (wrong !== undefined) throw new PoisonMessageError(message.offset, wrong);
      }
      await takeLeft(work, left);
      await work.tellAll();
    },
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** The request whose client is served or gone. */
function leftBy({ record }: ConsumedEvent['event']): readonly string[] {
  switch (record.body?.$case) {
    case 'requestUnattended':
    case 'requestRefused':
    case 'requestCompleted':
      return UUID.test(record.body.value.requestId) ? [record.body.value.requestId] : [];
    default:
      return [];
  }
}
