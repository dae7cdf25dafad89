/** Shows in Slack what should be shown there: one message a second in a channel, tried again until it is too late. */
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Wake } from '../../store/wake.js';
import { peopleInGroups } from '../identity/link-rows.js';
import { idleMs, outcomeTriesMsMax, peopleCalledMax, sendBackoff, sendersMax } from '../limits.js';
import type { SessionUrl, Shown } from '../shown/card.js';
import type { CallSlack, SlackAnswer } from '../slack-api.js';
import { textIn } from '../slack-api.js';
import { noteProblem, sentenceOf, slackProblems } from '../store/problems.js';
import type { SlackProblem } from '../store/problems.js';
import { questionOf } from '../store/read-questions.js';
import type { QuestionNow } from '../store/read-questions.js';
import { cardPart, escalationPart, isTooLate, shownPart } from './parts.js';
import { forgetPosts, giveUp, markShown, nextDueMs, postpone, takePost } from './post-rows.js';
import type { TakenPost } from './post-rows.js';
import { metadataOf, sentBefore } from './sent-before.js';
import { spreadSome } from './spread.js';
import type { Routing } from './spread.js';

export interface SendersOptions {
  readonly database: DataSource;
  readonly wake: Wake;
  readonly log: Logger;
  readonly call: CallSlack;
  readonly routing: Routing;
  readonly sessionUrl: SessionUrl;
}

export class Senders implements Part {
  readonly name = 'slack outbox';
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private problems: readonly SlackProblem[] = [];

  constructor(private readonly options: SendersOptions) {}

  start(): Promise<void> {
    this.running = Promise.all(Array.from({ length: sendersMax }, () => this.run()));
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Something for the operator; it keeps nobody from answering elsewhere. */
  alert(): string | undefined {
    const said = this.problems.map(sentenceOf);
    return said.length === 0 ? undefined : said.join('; ');
  }

  private async run(): Promise<void> {
    const { database, log, routing, wake } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const spread = await spreadSome(database, routing);
        if ((await this.sendOne()) || spread) continue;
        await forgetPosts(database);
        this.problems = await slackProblems(database);
        const dueMs = (await nextDueMs(database)) ?? idleMs;
        await wake.next(Math.max(1, Math.min(idleMs, dueMs)), signal);
      } catch (err) {
        log.warn({ err }, 'the outbox of Slack cannot be read; trying again');
        await pause(idleMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** False when nothing is due. */
  async sendOne(): Promise<boolean> {
    const { database } = this.options;
    const post = await takePost(database);
    if (post === undefined) return false;
    const now = await questionOf(database, post.approvalId);
    if (now === undefined) {
      await giveUp(database, post, 'forgotten');
      return true;
    }
    const { approval } = now.question;
    const shown = await this.shown(post, now);
    const isCard = post.part === cardPart;
    if (
      shown === undefined ||
      isTooLate(approval, !isCard || post.ts !== null, now.nowUs, outcomeTriesMsMax * 1000)
    )
      await giveUp(database, post, 'too late');
    else await this.send(post, shown);
    return true;
  }

  private async shown(post: TakenPost, now: QuestionNow): Promise<Shown | undefined> {
    const { database, sessionUrl } = this.options;
    const groups = now.question.approval.asked.requirement.escalationGroups;
    const mentions =
      post.part === escalationPart ? await peopleInGroups(database, groups, peopleCalledMax) : [];
    return shownPart(post.part, now, sessionUrl, mentions);
  }

  private async send(post: TakenPost, { text, blocks }: Shown): Promise<void> {
    const { call, database } = this.options;
    if (post.ts !== null) {
      const channel = post.channelId ?? post.channel;
      const answer = await call('chat.update', { channel, ts: post.ts, text, blocks });
      await this.note(post, answer, { channelId: channel, ts: post.ts });
      return;
    }
    // An earlier try may have been done, and nobody lived or waited to hear it.
    if (post.tries > 1) {
      const before = await sentBefore(call, post);
      if (before.kind === 'unknown') {
        await postpone(database, post, this.backoff(post), false);
        return;
      }
      if (before.kind === 'found') {
        await markShown(database, post, { ...before, shown: post.part !== cardPart });
        return;
      }
    }
    const thread = post.part === cardPart ? {} : { thread_ts: post.cardTs };
    const answer = await call('chat.postMessage', {
      ...{ channel: post.channel, text, blocks, metadata: metadataOf(post), ...thread },
      ...{ unfurl_links: false, unfurl_media: false },
    });
    const at = answer.kind === 'done' ? answer.body : {};
    await this.note(post, answer, { channelId: textIn(at, 'channel'), ts: textIn(at, 'ts') });
  }

  private async note(
    post: TakenPost,
    answer: SlackAnswer,
    at: { readonly channelId: string; readonly ts: string },
  ): Promise<void> {
    const { database, log } = this.options;
    switch (answer.kind) {
      case 'done':
        return markShown(database, post, { ...at, shown: true });
      case 'later':
        return postpone(database, post, answer.afterMs, post.ts === null);
      case 'unclear':
        return postpone(database, post, this.backoff(post), false);
      case 'refused':
        log.error(
          { channel: post.channel, error: answer.error },
          'Slack refuses a message about an approval',
        );
        await noteProblem(database, post.channel, answer.error);
        this.problems = await slackProblems(database);
        return postpone(database, post, this.backoff(post), false);
    }
  }

  private backoff({ tries }: TakenPost): number {
    return backoffMs(sendBackoff, tries, Math.random());
  }
}
