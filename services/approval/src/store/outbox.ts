/** The outbox of the decisions topic: read in order under one turn for all replicas, forgotten once the log has it. */
import { EventMessage, EventRecord, encodeEvent } from '@sallyport/contracts/event-codec';
import type { EntityManager } from 'typeorm';
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';

/** The producer of the decisions topic is the service as a whole: its numbers are given by its database. */
export const decisionsProducer = 'approval';

export interface OutboxBatch {
  readonly messages: readonly LogMessage[];
  readonly last: number;
}

/** False while another replica has the turn, until the end of the transaction. */
export async function takeTurn(tx: EntityManager): Promise<boolean> {
  const rows = await tx.query<unknown[]>('SELECT 1 FROM outbox_turn FOR UPDATE SKIP LOCKED');
  return rows.length > 0;
}

/** The oldest messages; undefined when there is none. */
export async function readOutbox(tx: EntityManager, most: number): Promise<OutboxBatch | undefined> {
  const rows = await tx.query<{ sequence: string; session: string; message: Buffer; epoch: string }[]>(
    `SELECT outbox.sequence, session, message, heads.producer_epoch AS epoch FROM outbox, heads
     ORDER BY outbox.sequence LIMIT $1`,
    [most],
  );
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const messages = rows.map(({ sequence, session, message, epoch }) => ({
    key: session,
    value: numbered(message, { replica: decisionsProducer, bootEpoch: epoch, sequence: Number(sequence) }),
    headers: {},
  }));
  return { messages, last: Number(last.sequence) };
}

export async function forgetOutbox(tx: EntityManager, last: number): Promise<void> {
  await tx.query('DELETE FROM outbox WHERE sequence <= $1', [last]);
}

/** The event with its number, which was not known before its transaction committed. The same bytes each time. */
function numbered(
  stored: Buffer,
  producer: { readonly replica: string; readonly bootEpoch: string; readonly sequence: number },
): Uint8Array {
  const message = EventMessage.decode(stored);
  const record = EventRecord.decode(message.record);
  if (record.envelope === undefined) throw new TypeError('an event of the outbox has no envelope');
  return encodeEvent({ ...record, envelope: { ...record.envelope, producer } }, message.payloads);
}
