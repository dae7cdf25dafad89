/** Speaking with one person: privately where they acted, in modals, in their home tab. */
import type { HomeView, ModalView } from '@slack/types';
import type { Logger } from 'pino';
import type { Actor } from '../inbox/act.js';
import type { Shown } from '../shown/card.js';
import type { CallSlack, SlackAnswer } from '../slack-api.js';

export interface Where extends Actor {
  readonly channel?: string;
}

export class Conversation {
  constructor(
    private readonly call: CallSlack,
    private readonly log: Logger,
  ) {}

  /** For their eyes alone. What was done is done, whether Slack tells of it or not. */
  async tell(where: Where, said: string | Shown): Promise<void> {
    const { person, channel } = where;
    const shown = typeof said === 'string' ? { text: said } : said;
    const answer =
      channel === undefined
        ? undefined
        : await this.call('chat.postEphemeral', { channel, user: person, ...shown });
    if (answer?.kind === 'done') return;
    // The app need not be in the channel where a command was written.
    this.note(await this.call('chat.postMessage', { channel: person, ...shown }));
  }

  /** Slack forgets where a press was after three seconds. */
  async open(where: Where, trigger: string, view: ModalView): Promise<void> {
    const answer = await this.call('views.open', { trigger_id: trigger, view });
    if (answer.kind === 'done') return;
    this.note(answer);
    await this.tell(where, 'That took too long, and Slack no longer lets it be shown. Please press again.');
  }

  async change(viewId: string, view: ModalView): Promise<void> {
    this.note(await this.call('views.update', { view_id: viewId, view }));
  }

  async publishHome({ person }: Actor, view: HomeView): Promise<void> {
    this.note(await this.call('views.publish', { user_id: person, view }));
  }

  private note(answer: SlackAnswer): void {
    if (answer.kind === 'done') return;
    const error = answer.kind === 'refused' ? answer.error : answer.kind;
    this.log.warn({ error }, 'somebody in Slack could not be answered');
  }
}
