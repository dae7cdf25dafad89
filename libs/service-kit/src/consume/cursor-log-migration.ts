/** Cursors say which log they belong to: an offset of one log means nothing in another. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consumeTables } from './consume-tables.js';

export class CursorLog1763800000000 implements MigrationInterface {
  readonly name = 'CursorLog1763800000000';

  /** Of cursors that are there already it is not known, and no log is called ''. */
  async up(runner: QueryRunner): Promise<void> {
    const { cursor } = consumeTables(runner.dataSource);
    await runner.query(`ALTER TABLE ${cursor} ADD COLUMN log text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE ${cursor} ALTER COLUMN log DROP DEFAULT`);
  }

  async down(runner: QueryRunner): Promise<void> {
    const { cursor } = consumeTables(runner.dataSource);
    await runner.query(`ALTER TABLE ${cursor} DROP COLUMN log`);
  }
}
