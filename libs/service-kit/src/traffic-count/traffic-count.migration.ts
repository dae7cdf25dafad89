/** The table of counted events: one row for each partition and event type, so that owners of partitions never meet. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantToRuntimeRole } from '../database/runtime-role.js';

export class TrafficCount1795219200000 implements MigrationInterface {
  readonly name = 'TrafficCount1795219200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE traffic_count (
        partition int NOT NULL,
        event text NOT NULL,
        events bigint NOT NULL,
        PRIMARY KEY (partition, event)
      )`);
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE'], 'TABLE traffic_count');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE traffic_count');
  }
}
