/** Verified links of people in Slack to identities: who may speak for whom, and the sealed token that reads their groups. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Person } from '../../core/person.js';
import type { Actor } from '../inbox/act.js';
import { nowUs } from '../store/now.js';

export interface Link extends Actor, Person {
  readonly name: string;
  /** As they were read last: for telling, never for counting a vote. */
  readonly groups: readonly string[];
  /** The refresh token, encrypted. */
  readonly sealed: string;
}

const columns = 'team, person, issuer, subject, name, groups, sealed';

export async function linkOf(
  database: DataSource | EntityManager,
  { team, person }: Actor,
): Promise<Link | undefined> {
  const rows = await database.query<Link[]>(
    `SELECT ${columns} FROM slack_links WHERE team = $1 AND person = $2`,
    [team, person],
  );
  return rows[0];
}

/** The same, and nobody else uses its token until the end of the transaction: providers change it with every use. */
export async function lockLink(tx: EntityManager, { team, person }: Actor): Promise<Link | undefined> {
  const rows = await tx.query<Link[]>(
    `SELECT ${columns} FROM slack_links WHERE team = $1 AND person = $2 FOR UPDATE`,
    [team, person],
  );
  return rows[0];
}

/** Of one identity, the latest link first; people may have several accounts. */
export async function linksOfIdentity(
  database: DataSource | EntityManager,
  { issuer, subject }: Person,
): Promise<readonly Link[]> {
  return database.query<Link[]>(
    `SELECT ${columns} FROM slack_links WHERE issuer = $1 AND subject = $2 ORDER BY linked_us DESC`,
    [issuer, subject],
  );
}

export async function saveLink(tx: EntityManager, link: Link): Promise<void> {
  await tx.query(
    `INSERT INTO slack_links (${columns}, linked_us) VALUES ($1, $2, $3, $4, $5, $6, $7, ${nowUs})
     ON CONFLICT (team, person) DO UPDATE SET issuer = $3, subject = $4, name = $5, groups = $6, sealed = $7, linked_us = ${nowUs}`,
    [
      ...[link.team, link.person, link.issuer, link.subject, link.name],
      ...[JSON.stringify(link.groups), link.sealed],
    ],
  );
}

/** Ids of people in Slack whose groups, as they were read last, are among these. */
export async function peopleInGroups(
  database: DataSource | EntityManager,
  groups: readonly string[],
  most: number,
): Promise<readonly string[]> {
  const rows = await database.query<{ person: string }[]>(
    'SELECT person FROM slack_links WHERE groups ?| $1::text[] ORDER BY linked_us LIMIT $2',
    [groups, most],
  );
  return rows.map(({ person }) => person);
}
