/** The tables of approvals, grants and locks, of the feed that tells gateways, and of what is told to others. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantToRuntimeRole } from '@sallyport/service-kit/database/runtime-role';

const APPROVALS = [
  `CREATE TABLE approvals (
     id uuid PRIMARY KEY,
     standing text NOT NULL,
     revision bigint NOT NULL,
     issuer text NOT NULL,
     subject text NOT NULL,
     agent text NOT NULL,
     session text NOT NULL,
     connection text NOT NULL,
     rule text NOT NULL,
     request_sha256 bytea NOT NULL,
     asked jsonb NOT NULL,
     waiting jsonb NOT NULL,
     votes jsonb NOT NULL,
     outcome jsonb,
     consumed_by jsonb,
     asked_us bigint NOT NULL,
     expires_us bigint NOT NULL,
     due_us bigint,
     ended_us bigint,
     reminders int NOT NULL,
     refused_votes int NOT NULL,
     held bytea NOT NULL,
     payloads bytea NOT NULL
   )`,
  // One open approval for the same identity, session and bytes: whoever comes second joins it.
  `CREATE UNIQUE INDEX approvals_open_binding ON approvals (issuer, subject, agent, session, request_sha256)
   WHERE ended_us IS NULL`,
  'CREATE INDEX approvals_due ON approvals (due_us) WHERE due_us IS NOT NULL',
  'CREATE INDEX approvals_asked ON approvals (asked_us DESC, id DESC)',
  'CREATE INDEX approvals_session ON approvals (session)',
  'CREATE INDEX approvals_ended ON approvals (ended_us) WHERE ended_us IS NOT NULL',
  `CREATE TABLE waiting_requests (
     request_id uuid PRIMARY KEY,
     approval_id uuid NOT NULL REFERENCES approvals ON DELETE CASCADE
   )`,
  'CREATE INDEX waiting_requests_approval ON waiting_requests (approval_id)',
] as const;

const GRANTS = [
  `CREATE TABLE grants (
     id uuid PRIMARY KEY,
     approval_id uuid NOT NULL,
     revision bigint NOT NULL,
     subject text NOT NULL,
     session text NOT NULL,
     made jsonb NOT NULL,
     expires_us bigint NOT NULL,
     uses int NOT NULL,
     ended text,
     ended_us bigint
   )`,
  'CREATE INDEX grants_standing ON grants (expires_us) WHERE ended IS NULL',
  'CREATE INDEX grants_ended ON grants (ended_us) WHERE ended_us IS NOT NULL',
  `CREATE TABLE grant_uses (
     grant_id uuid NOT NULL REFERENCES grants ON DELETE CASCADE,
     request_id uuid NOT NULL,
     replica text NOT NULL,
     used_us bigint NOT NULL,
     PRIMARY KEY (grant_id, request_id)
   )`,
] as const;

const LOCKS = [
  `CREATE TABLE locks (
     id uuid PRIMARY KEY,
     revision bigint NOT NULL,
     target text NOT NULL,
     value text NOT NULL,
     issuer text NOT NULL,
     placed jsonb NOT NULL,
     placed_us bigint NOT NULL,
     expires_us bigint NOT NULL,
     lifted boolean NOT NULL,
     swept boolean NOT NULL,
     ended_us bigint
   )`,
  'CREATE INDEX locks_standing ON locks (expires_us) WHERE NOT lifted',
  'CREATE INDEX locks_ended ON locks (ended_us) WHERE ended_us IS NOT NULL',
  `CREATE TABLE locks_applied (
     lock_id uuid NOT NULL REFERENCES locks ON DELETE CASCADE,
     replica text NOT NULL,
     streams_ended int NOT NULL,
     held_refused int NOT NULL,
     tokens_dropped int NOT NULL,
     after_us bigint NOT NULL,
     applied_us bigint NOT NULL,
     PRIMARY KEY (lock_id, replica)
   )`,
] as const;

/** Numbers come from one row that is locked until commit, so that they have no gaps and become visible in order. */
const TOLD = [
  `CREATE TABLE heads (
     single boolean PRIMARY KEY CHECK (single),
     epoch uuid NOT NULL,
     feed bigint NOT NULL,
     feed_pruned bigint NOT NULL,
     producer_epoch uuid NOT NULL,
     outbox bigint NOT NULL,
     announced bigint NOT NULL
   )`,
  'INSERT INTO heads VALUES (true, gen_random_uuid(), 0, 0, gen_random_uuid(), 0, 0)',
  `CREATE TABLE feed (
     sequence bigint PRIMARY KEY,
     body bytea NOT NULL,
     time_us bigint NOT NULL
   )`,
  `CREATE TABLE outbox (
     sequence bigint PRIMARY KEY,
     session text NOT NULL,
     message bytea NOT NULL
   )`,
  `CREATE TABLE outbox_turn (single boolean PRIMARY KEY CHECK (single))`,
  'INSERT INTO outbox_turn VALUES (true)',
  `CREATE TABLE announcements (
     sequence bigint PRIMARY KEY,
     approval_id uuid NOT NULL,
     announcement jsonb NOT NULL,
     time_us bigint NOT NULL
   )`,
  'CREATE INDEX announcements_time ON announcements (time_us)',
] as const;

const KEYS = [
  `CREATE TABLE signing_keys (
     kid text PRIMARY KEY,
     jws text NOT NULL,
     sealed text NOT NULL,
     from_us bigint NOT NULL,
     until_us bigint NOT NULL
   )`,
] as const;

const OWNED = [
  ...['approvals', 'waiting_requests', 'grants', 'grant_uses', 'locks', 'locks_applied'],
  ...['feed', 'outbox', 'announcements', 'signing_keys'],
] as const;

export class ApprovalTables1795305600000 implements MigrationInterface {
  readonly name = 'ApprovalTables1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...APPROVALS, ...GRANTS, ...LOCKS, ...TOLD, ...KEYS])
      await runner.query(statement);
    for (const table of OWNED)
      await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], `TABLE ${table}`);
    for (const table of ['heads', 'outbox_turn'])
      await grantToRuntimeRole(runner, ['SELECT', 'UPDATE'], `TABLE ${table}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['heads', 'outbox_turn', ...OWNED].reverse())
      await runner.query(`DROP TABLE ${table} CASCADE`);
  }
}
