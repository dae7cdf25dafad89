/**
 * What a transaction tells others: statements for gateways, events for the decisions topic, announcements for people.
 * They are gathered and written last, all at once: their numbers come from a row that is locked from then to the commit.
 */
import { EventMessage, EventRecord } from '@sallyport/contracts/event-codec';
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { Identity } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { EntityManager } from 'typeorm';
import type { Announcement } from '../core/announcement.js';
import type { Told } from '../core/record-body.js';
import type { StatementBody } from '../core/statement.js';
import type { Person, Requester } from '../core/person.js';

/** Wakes everybody who reads feed, outbox or announcements. */
export const wakeChannel = 'sallyport_approval';

/** The place of an event: its session is the key of the topic. */
export interface EventPlace {
  readonly session: string;
  readonly connection: string;
  /** Whose event it is where nobody else did it. */
  readonly requester?: Requester;
}

export class Changes {
  private readonly statements: Uint8Array[] = [];
  private readonly events: { readonly session: string; readonly message: Uint8Array }[] = [];
  private readonly announcements: { readonly approvalId: string; readonly announcement: Announcement }[] = [];

  constructor(private readonly newId: NewId) {}

  state(body: StatementBody): void {
    this.statements.push(Statement.encode({ epoch: '', sequence: 0, timeUs: 0, body }).finish());
  }

  record(told: Told, place: EventPlace, nowUs: number): void {
    const { session, connection, requester } = place;
    const record = EventRecord.fromPartial({
      envelope: {
        id: this.newId(Math.floor(nowUs / 1000)),
        ...{ timeUs: nowUs, schemaVersion: 1, session, connection },
        identity: identityOf(told.by, requester),
      },
    });
    const bytes = EventRecord.encode({ ...record, body: told.body }).finish();
    const message = EventMessage.encode({
      record: Buffer.from(bytes),
      payloads: [...told.payloads],
    }).finish();
    this.events.push({ session, message });
  }

  announce(approvalId: string, announcement: Announcement): void {
    this.announcements.push({ approvalId, announcement });
  }

  /** The last thing a transaction does. */
  async write(tx: EntityManager, nowUs: number): Promise<void> {
    const { statements, events, announcements } = this;
    if (statements.length + events.length + announcements.length === 0) return;
    await tx.query(
      `WITH head AS (
         UPDATE heads SET feed = feed + cardinality($1::bytea[]), outbox = outbox + cardinality($2::text[]),
           announced = announced + cardinality($4::uuid[])
         RETURNING feed - cardinality($1::bytea[]) AS feed, outbox - cardinality($2::text[]) AS outbox,
           announced - cardinality($4::uuid[]) AS announced
       ), stated AS (
         INSERT INTO feed (sequence, body, time_us)
         SELECT head.feed + one.place, one.body, $6 FROM head, unnest($1::bytea[]) WITH ORDINALITY AS one (body, place)
       ), recorded AS (
         INSERT INTO outbox (sequence, session, message)
         SELECT head.outbox + one.place, one.session, one.message
         FROM head, unnest($2::text[], $3::bytea[]) WITH ORDINALITY AS one (session, message, place)
       ), announced AS (
         INSERT INTO announcements (sequence, approval_id, announcement, time_us)
         SELECT head.announced + one.place, one.approval_id, one.announcement, $6
         FROM head, unnest($4::uuid[], $5::jsonb[]) WITH ORDINALITY AS one (approval_id, announcement, place)
       )
       SELECT pg_notify('${wakeChannel}', '') FROM head`,
      [
        statements,
        events.map(({ session }) => session),
        events.map(({ message }) => message),
        announcements.map(({ approvalId }) => approvalId),
        announcements.map(({ announcement }) => JSON.stringify(announcement)),
        nowUs,
      ],
    );
  }
}

function identityOf(by: Person | undefined, requester: Requester | undefined): Identity | undefined {
  if (by !== undefined) return Identity.fromPartial({ issuer: by.issuer, subject: by.subject });
  return (
    requester &&
    Identity.fromPartial({ ...requester, groups: [...requester.groups], act: [...requester.act] })
  );
}
