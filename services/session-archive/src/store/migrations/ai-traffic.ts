/** What of AI traffic is searched and summed: columns of the log, sums of sessions, and their order by activity. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AiTraffic1763760000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Columns without a default cost nothing to add, however long the log is; older records keep them empty.
    await runner.query(
      `ALTER TABLE traffic_log
         ADD model text COLLATE "C",
         ADD dialect text COLLATE "C",
         ADD operations text[] COLLATE "C",
         ADD graphs text[] COLLATE "C",
         ADD tools_offered text[] COLLATE "C",
         ADD tools_called text[] COLLATE "C",
         ADD tools_answered text[] COLLATE "C",
         ADD masked text[] COLLATE "C",
         ADD alert smallint,
         ADD tokens bigint,
         ADD cost_micros bigint,
         ADD currency text COLLATE "C"`,
    );
    await runner.query(
      'CREATE INDEX traffic_log_alert ON traffic_log (time_us, event_id) WHERE alert IS NOT NULL',
    );
    // Of minutes, because a session whose indexed columns stay the same is updated in place: an index of last_us
    // would cost an entry in every index of the table with each batch.
    await runner.query(
      `ALTER TABLE sessions
         ADD models text[] COLLATE "C" NOT NULL DEFAULT '{}',
         ADD graphs text[] COLLATE "C" NOT NULL DEFAULT '{}',
         ADD tools text[] COLLATE "C" NOT NULL DEFAULT '{}',
         ADD masked_kinds text[] COLLATE "C" NOT NULL DEFAULT '{}',
         ADD masked bigint NOT NULL DEFAULT 0,
         ADD input_tokens bigint NOT NULL DEFAULT 0,
         ADD output_tokens bigint NOT NULL DEFAULT 0,
         ADD cached_tokens bigint NOT NULL DEFAULT 0,
         ADD reasoning_tokens bigint NOT NULL DEFAULT 0,
         ADD costs jsonb NOT NULL DEFAULT '{}',
         ADD tool_calls bigint NOT NULL DEFAULT 0,
         ADD denied_tool_calls bigint NOT NULL DEFAULT 0,
         ADD alerts bigint NOT NULL DEFAULT 0,
         ADD active_minute bigint NOT NULL GENERATED ALWAYS AS (last_us / 60000000) STORED`,
    );
    await runner.query('CREATE INDEX sessions_active ON sessions (active_minute)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE sessions DROP active_minute, DROP alerts, DROP denied_tool_calls, DROP tool_calls, DROP costs,
         DROP reasoning_tokens, DROP cached_tokens, DROP output_tokens, DROP input_tokens, DROP masked,
         DROP masked_kinds, DROP tools, DROP graphs, DROP models`,
    );
    await runner.query(
      `ALTER TABLE traffic_log DROP currency, DROP cost_micros, DROP tokens, DROP alert, DROP masked,
         DROP tools_answered, DROP tools_called, DROP tools_offered, DROP graphs, DROP operations, DROP dialect, DROP model`,
    );
  }
}
