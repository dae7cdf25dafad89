/** Logins under way, each from a command in Slack to its confirmation there; of secrets their digests or sealed. */
import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../inbox/act.js';
import { loginMs } from '../limits.js';
import { inMs, nowUs } from '../store/now.js';

export interface LoginUnderWay extends Actor {
  readonly id: string;
  /** What the person is called in Slack: whoever logs in sees whom they would become. */
  readonly personName: string;
}

/** Who has logged in, waiting for the confirmation. */
export interface Arrived {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly groups: readonly string[];
}

const TOKEN_BYTES = 32;
const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
const columns = 'id, team, person, person_name AS "personName"';

/** Gives the one-time token of the link. */
export async function startLogin(database: DataSource, actor: Actor, personName: string): Promise<string> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await database.query(`DELETE FROM slack_logins WHERE expires_us < ${nowUs}`);
  await database.query(
    `INSERT INTO slack_logins (id, token_sha256, team, person, person_name, expires_us)
     VALUES ($1, $2, $3, $4, $5, ${inMs(loginMs)})`,
    [randomUUID(), digest(token), actor.team, actor.person, personName],
  );
  return token;
}

export async function loginOfToken(database: DataSource, token: string): Promise<LoginUnderWay | undefined> {
  const rows = await database.query<LoginUnderWay[]>(
    `SELECT ${columns} FROM slack_logins
     WHERE token_sha256 = $1 AND state_sha256 IS NULL AND expires_us > ${nowUs}`,
    [digest(token)],
  );
  return rows[0];
}

/** False when somebody has gone to the provider with it already: a link is good for one login. */
export async function leaveForProvider(
  database: DataSource,
  id: string,
  state: string,
  sealedChecks: string,
): Promise<boolean> {
  const [, count] = await database.query<[unknown[], number]>(
    `UPDATE slack_logins SET state_sha256 = $2, checks = $3
     WHERE id = $1 AND state_sha256 IS NULL AND expires_us > ${nowUs}`,
    [id, digest(state), sealedChecks],
  );
  return count === 1;
}

/** The checks of a login, once: whoever comes a second time finds none. */
export async function takeChecks(
  database: DataSource,
  state: string,
): Promise<(LoginUnderWay & { readonly checks: string }) | undefined> {
  const rows = await database.query<(LoginUnderWay & { checks: string })[]>(
    `WITH found AS (
       SELECT ${columns}, checks FROM slack_logins
       WHERE state_sha256 = $1 AND checks IS NOT NULL AND expires_us > ${nowUs} FOR UPDATE
     ), taken AS (
       UPDATE slack_logins SET checks = NULL FROM found WHERE slack_logins.id = found.id RETURNING 1
     ) SELECT found.* FROM found, taken`,
    [digest(state)],
  );
  return rows[0];
}

export async function arrive(
  database: DataSource,
  id: string,
  identity: Arrived,
  sealedToken: string,
): Promise<void> {
  await database.query('UPDATE slack_logins SET identity = $2, sealed = $3 WHERE id = $1', [
    ...[id, identity, sealedToken],
  ]);
}

/** Of this person in Slack alone; it is over with this. */
export async function takeArrived(
  tx: EntityManager,
  id: string,
  { team, person }: Actor,
): Promise<(Arrived & { readonly sealed: string }) | undefined> {
  const [rows] = await tx.query<[{ identity: Arrived; sealed: string }[], number]>(
    `DELETE FROM slack_logins WHERE id = $1 AND team = $2 AND person = $3 AND identity IS NOT NULL
       AND expires_us > ${nowUs} RETURNING identity, sealed`,
    [id, team, person],
  );
  return rows[0] && { ...rows[0].identity, sealed: rows[0].sealed };
}
