/** Announces approvals to another tool: in order, at least once, each attempt signed; gives up on one after a while. */
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { databaseNowUs } from '../store/database-clock.js';
import type { Wake } from '../store/wake.js';
import { webhookHeaders } from './sign-webhook.js';
import { webhookMessage } from './webhook-message.js';
import { beginWebhook, goOn, takeNext, tryAgain } from './webhook-turn.js';

/** A receiver that takes longer is asked again: the transaction that has the turn waits for it. */
const answerMsMax = 5_000;
/** Then the next one is sent: about ten minutes, in which a receiver is restarted. */
const triesMax = 12;
const BACKOFF = { firstMs: 500, mostMs: 120_000 };
/** How often due attempts are looked for where nothing wakes. */
const idleMs = 1_000;
const RETRY_MS = 1_000;

export interface WebhookSenderOptions {
  readonly database: DataSource;
  readonly wake: Wake;
  readonly url: string;
  readonly secret: string;
  readonly log: Logger;
}

type Attempt = 'taken' | 'refused' | 'nothing';

export class WebhookSender implements Part {
  readonly name = 'webhook';
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private problem: string | undefined;

  constructor(private readonly options: WebhookSenderOptions) {}

  async start(): Promise<void> {
    await beginWebhook(this.options.database);
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  alert(): string | undefined {
    return this.problem;
  }

  /** One attempt at the next message. */
  async sendNext(): Promise<Attempt> {
    return this.options.database.transaction(async (tx) => {
      const nowUs = await databaseNowUs(tx);
      const next = await takeNext(tx, nowUs);
      if (next === undefined) return 'nothing';
      const { approval, announcement, sequence, timeUs, tries } = next;
      const problem =
        approval === undefined
          ? undefined
          : await this.post(
              `announcement_${sequence}_${approval.id}`,
              webhookMessage(announcement, approval, timeUs),
            );
      this.problem = problem;
      if (problem === undefined) {
        await goOn(tx, next);
        return 'taken';
      }
      this.options.log.warn(
        { sequence, tries: tries + 1, problem },
        'the webhook did not take an announcement',
      );
      if (tries + 1 >= triesMax) await goOn(tx, next);
      else await tryAgain(tx, next, nowUs + Math.round(backoffMs(BACKOFF, tries + 1, Math.random()) * 1000));
      return 'refused';
    });
  }

  /** A sentence when it was not taken; nothing of the answer's body is read. */
  private async post(id: string, body: string): Promise<string | undefined> {
    const { url, secret } = this.options;
    try {
      const response = await fetch(url, {
        ...{
          method: 'POST',
          redirect: 'manual',
          body,
          headers: webhookHeaders(secret, id, body, Date.now()),
        },
        signal: AbortSignal.any([AbortSignal.timeout(answerMsMax), this.stopping.signal]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `the webhook answered with status ${response.status}`;
    } catch {
      return 'the webhook does not answer';
    }
  }

  private async run(): Promise<void> {
    const { log, wake } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        if ((await this.sendNext()) !== 'taken') await wake.next(idleMs, signal);
      } catch (err) {
        log.warn({ err }, 'announcements could not be read for the webhook; trying again');
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
