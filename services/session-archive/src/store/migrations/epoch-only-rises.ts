/** The fence against a former owner cannot be lowered, not even by the role that appends. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class EpochOnlyRises1763730000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // An append needs the right to update the row, and a privilege cannot say in which direction.
    await runner.query(
      `CREATE FUNCTION refuse_lower_epoch() RETURNS trigger LANGUAGE plpgsql AS $body$
         BEGIN
           RAISE EXCEPTION 'the epoch of a log only rises' USING ERRCODE = 'insufficient_privilege';
         END $body$`,
    );
    await runner.query(
      `CREATE TRIGGER epoch_only_rises BEFORE UPDATE ON logs FOR EACH ROW
         WHEN (NEW.epoch < OLD.epoch) EXECUTE FUNCTION refuse_lower_epoch()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER epoch_only_rises ON logs');
    await runner.query('DROP FUNCTION refuse_lower_epoch()');
  }
}
