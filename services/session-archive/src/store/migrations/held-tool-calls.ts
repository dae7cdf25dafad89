/** Tool calls that were held are summed by themselves; sums of before keep them among those that were denied. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HeldToolCalls1763790000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions ADD held_tool_calls bigint NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP held_tool_calls');
  }
}
