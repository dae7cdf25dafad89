/** Keeps Slack connected: without it the service serves all the same, for approvals are answered elsewhere meanwhile. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningBolt } from './bolt.js';
import { sendBackoff } from './limits.js';
import type { Workspaces } from './workspaces.js';

export interface SlackConnectionOptions {
  readonly bolt: RunningBolt;
  readonly workspaces: Workspaces;
  readonly log: Logger;
}

export class SlackConnection implements Part {
  readonly name = 'slack';
  private readonly stopping = new AbortController();
  private trying: Promise<void> = Promise.resolve();
  private problem: string | undefined;

  constructor(private readonly options: SlackConnectionOptions) {}

  /** @throws StartError when the token is of a workspace that must not be served */
  async start(): Promise<void> {
    await this.options.workspaces.ask();
    if (!(await this.connect())) this.trying = this.tryAgain();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.trying;
    await this.options.bolt.stop();
  }

  alert(): string | undefined {
    return this.problem;
  }

  /** True when there is nothing more to try. */
  private async connect(): Promise<boolean> {
    const { bolt, log } = this.options;
    if (this.stopping.signal.aborted) return true;
    try {
      await bolt.start();
      this.problem = undefined;
      return true;
    } catch (err) {
      this.problem = 'Slack cannot be connected to; trying again';
      log.warn({ err }, this.problem);
      return false;
    }
  }

  private async tryAgain(): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 1; !signal.aborted; attempt++) {
      await pause(backoffMs(sendBackoff, attempt, Math.random()), undefined, { signal }).catch(
        () => undefined,
      );
      if (await this.connect()) return;
    }
  }
}
