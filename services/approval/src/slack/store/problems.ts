/** Channels that Slack does not let us write to, for as long as that lasts. */
import type { DataSource, EntityManager } from 'typeorm';

export interface SlackProblem {
  readonly channel: string;
  /** Slack's own name for it, such as `channel_not_found` or `token_revoked`. */
  readonly error: string;
}

export async function noteProblem(database: DataSource, channel: string, error: string): Promise<void> {
  await database.query('UPDATE slack_channels SET problem = $2 WHERE channel = $1', [channel, error]);
}

export async function slackProblems(database: DataSource | EntityManager): Promise<readonly SlackProblem[]> {
  return database.query<SlackProblem[]>(
    'SELECT channel, problem AS error FROM slack_channels WHERE problem IS NOT NULL ORDER BY channel',
  );
}

export function sentenceOf({ channel, error }: SlackProblem): string {
  return `Slack refuses messages to ${channel} (${error}): approvals can be answered by REST and the command line`;
}
