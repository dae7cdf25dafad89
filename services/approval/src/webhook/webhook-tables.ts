/** How far the webhook has come in the announcements, and how it fares with the next one. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantToRuntimeRole } from '@sallyport/service-kit/database/runtime-role';

export class WebhookTurn1795312800000 implements MigrationInterface {
  readonly name = 'WebhookTurn1795312800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE webhook_turn (
        single boolean PRIMARY KEY CHECK (single),
        announced bigint NOT NULL,
        tries int NOT NULL,
        due_us bigint NOT NULL
      )`);
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE'], 'TABLE webhook_turn');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE webhook_turn');
  }
}
