/** The tables of the Slack side: acts of people, what is shown where, channels, links of people and logins under way. */
import { grantToRuntimeRole } from '@sallyport/service-kit/database/runtime-role';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE slack_inbox (
     key text PRIMARY KEY,
     sequence bigint GENERATED ALWAYS AS IDENTITY,
     actor text NOT NULL,
     act jsonb,
     due_us bigint NOT NULL,
     tries int NOT NULL,
     applied_us bigint
   )`,
  // One person's acts are applied in their order.
  'CREATE INDEX slack_inbox_open ON slack_inbox (actor, sequence) WHERE applied_us IS NULL',
  'CREATE INDEX slack_inbox_applied ON slack_inbox (applied_us) WHERE applied_us IS NOT NULL',
  `CREATE TABLE slack_channels (
     channel text PRIMARY KEY,
     channel_id text,
     free_us bigint NOT NULL,
     problem text
   )`,
  `CREATE TABLE slack_posts (
     approval_id uuid NOT NULL,
     channel text NOT NULL REFERENCES slack_channels,
     part text NOT NULL,
     wanted bigint NOT NULL,
     shown bigint NOT NULL,
     channel_id text,
     ts text,
     due_us bigint NOT NULL,
     first_try_us bigint,
     tries int NOT NULL,
     given_up text,
     PRIMARY KEY (approval_id, channel, part)
   )`,
  'CREATE INDEX slack_posts_due ON slack_posts (due_us) WHERE shown < wanted AND given_up IS NULL',
  'CREATE TABLE slack_turn (single boolean PRIMARY KEY CHECK (single), announced bigint NOT NULL)',
  'INSERT INTO slack_turn VALUES (true, 0)',
  `CREATE TABLE slack_links (
     team text NOT NULL,
     person text NOT NULL,
     issuer text NOT NULL,
     subject text NOT NULL,
     name text NOT NULL,
     groups jsonb NOT NULL,
     sealed text NOT NULL,
     linked_us bigint NOT NULL,
     PRIMARY KEY (team, person)
   )`,
  'CREATE INDEX slack_links_identity ON slack_links (issuer, subject)',
  `CREATE TABLE slack_logins (
     id uuid PRIMARY KEY,
     token_sha256 bytea NOT NULL UNIQUE,
     team text NOT NULL,
     person text NOT NULL,
     person_name text NOT NULL,
     state_sha256 bytea UNIQUE,
     checks text,
     identity jsonb,
     sealed text,
     expires_us bigint NOT NULL
   )`,
  'CREATE INDEX slack_logins_expire ON slack_logins (expires_us)',
] as const;

const OWNED = ['slack_inbox', 'slack_posts', 'slack_channels', 'slack_links', 'slack_logins'] as const;

export class SlackTables1795309200000 implements MigrationInterface {
  readonly name = 'SlackTables1795309200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
    for (const table of OWNED)
      await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], `TABLE ${table}`);
    await grantToRuntimeRole(runner, ['SELECT', 'UPDATE'], 'TABLE slack_turn');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['slack_turn', ...OWNED]) await runner.query(`DROP TABLE ${table} CASCADE`);
  }
}
