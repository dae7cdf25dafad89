/** The database as a part: watched for readiness while the service runs, closed as the last but one. */
import type { DataSource } from 'typeorm';
import { askDatabase } from '../database/ask-database.js';
import type { SignOfLife } from '../database/ask-database.js';
import type { Part } from './service-definition.js';

/** How often the database is asked; an outage shows in readiness after this time plus the answer's limit. */
const ASK_INTERVAL_MS = 2_000;
/** An answer that takes longer counts as none. */
const ANSWER_MS_MAX = 2_000;

const problems = {
  answered: undefined,
  silent: `the database has not answered for ${ANSWER_MS_MAX} ms`,
  refused: 'the database does not answer',
} as const satisfies Record<SignOfLife['kind'], string | undefined>;

export function databasePart(database: DataSource): Part {
  let problem: string | undefined;
  let asking = false;
  let timer: NodeJS.Timeout | undefined;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const sign = await askDatabase(database, ANSWER_MS_MAX);
    problem = problems[sign.kind];
    asking = false;
  };
  return {
    name: 'database',
    start() {
      timer = setInterval(() => void ask(), ASK_INTERVAL_MS);
      return Promise.resolve();
    },
    async stop() {
      clearInterval(timer);
      await database.destroy();
    },
    unready: () => problem,
    away: () => problem,
  };
}
