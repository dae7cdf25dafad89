/** Which workspaces' people may act: those that are listed, else the bot token's own. */
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { CallSlack } from './slack-api.js';
import { textIn } from './slack-api.js';

export class Workspaces {
  private own: string | undefined;

  constructor(
    private readonly call: CallSlack,
    private readonly listed: readonly string[],
  ) {}

  /** Undefined while Slack has not said whose token it is. */
  async served(): Promise<ReadonlySet<string> | undefined> {
    if (this.own === undefined) await this.ask();
    if (this.own === undefined) return undefined;
    return new Set(this.listed.length === 0 ? [this.own] : this.listed);
  }

  /** @throws StartError when the token is of a workspace that is not listed, or of a whole organisation */
  async ask(): Promise<void> {
    const answer = await this.call('auth.test', {});
    if (answer.kind !== 'done') return;
    const team = textIn(answer.body, 'team_id');
    if (answer.body['is_enterprise_install'] === true)
      throw new StartError(
        'config',
        'the bot token is of a whole organisation: install the app in one workspace',
      );
    if (this.listed.length > 0 && !this.listed.includes(team))
      throw new StartError(
        'config',
        `the bot token is of workspace ${team}, which SALLYPORT_SLACK_TEAMS does not list`,
      );
    this.own = team;
  }
}
