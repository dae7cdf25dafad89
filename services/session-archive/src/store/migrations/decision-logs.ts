/** Logs for what people decide, behind those of the traffic topic, and what sessions say of it. */
import { topics } from '@sallyport/contracts/topics';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Logs are numbered through: those of traffic are there. */
const FIRST = topics['sallyport.traffic.v1'].partitions;
/** More partitions need a migration of their own. */
const LOGS = Array.from({ length: topics['sallyport.decisions.v1'].partitions }, (_, index) => FIRST + index);

export class DecisionLogs1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO logs (partition) SELECT unnest($1::smallint[])', [LOGS]);
    for (const log of LOGS) {
      await runner.query(`CREATE TABLE traffic_log_${log} PARTITION OF traffic_log FOR VALUES IN (${log})`);
      await runner.query(
        `CREATE TRIGGER no_truncate BEFORE TRUNCATE ON traffic_log_${log} EXECUTE FUNCTION refuse_change()`,
      );
    }
    // A session has one log of each topic. What people decide may be archived before the traffic it is about.
    await runner.query(
      `ALTER TABLE sessions
         ALTER partition DROP NOT NULL,
         ADD decisions_log smallint,
         ADD released bigint NOT NULL DEFAULT 0,
         ADD held_refused bigint NOT NULL DEFAULT 0,
         ADD people_approved bigint NOT NULL DEFAULT 0,
         ADD people_denied bigint NOT NULL DEFAULT 0`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM sessions WHERE partition IS NULL');
    await runner.query(
      `ALTER TABLE sessions DROP people_denied, DROP people_approved, DROP held_refused, DROP released,
         DROP decisions_log, ALTER partition SET NOT NULL`,
    );
    await runner.query('DELETE FROM producers WHERE partition = ANY($1::smallint[])', [LOGS]);
    await runner.query(`DROP TABLE ${LOGS.map((log) => `traffic_log_${log}`).join(', ')}`);
    await runner.query('DELETE FROM logs WHERE partition = ANY($1::smallint[])', [LOGS]);
  }
}
