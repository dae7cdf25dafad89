/** The tables of the consume loop, in the schema of the service that consumes. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantToRuntimeRole } from '../database/runtime-role.js';
import { consumeTables } from './consume-tables.js';

/** `databaseOf` puts it first in a consuming service's list of migrations. */
export class ConsumeLoop1763700000000 implements MigrationInterface {
  readonly name = 'ConsumeLoop1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    const { cursor, inbox, inboxIndex } = consumeTables(runner.dataSource);
    await runner.query(
      `CREATE TABLE ${cursor} (
         consumer_group text NOT NULL,
         topic text NOT NULL,
         partition int NOT NULL,
         next_offset bigint NOT NULL,
         epoch bigint NOT NULL,
         PRIMARY KEY (consumer_group, topic, partition)
       ) WITH (fillfactor = 50)`,
    );
    await runner.query(
      `CREATE TABLE ${inbox} (
         event_id uuid NOT NULL,
         consumer_group text NOT NULL,
         consumed_on date NOT NULL,
         PRIMARY KEY (event_id, consumer_group)
       )`,
    );
    await runner.query(`CREATE INDEX ${inboxIndex} ON ${inbox} (consumed_on)`);
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE'], `TABLE ${cursor}`);
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'DELETE'], `TABLE ${inbox}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { cursor, inbox } = consumeTables(runner.dataSource);
    await runner.query(`DROP TABLE ${inbox}`);
    await runner.query(`DROP TABLE ${cursor}`);
  }
}
