/** Keeps Slack connected: without it the service serves all the same, for approvals are answered elsewhere meanwhile. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunningBolt } from './bolt.js';
import { connectMsMax, sendBackoff } from './limits.js';
import type { Workspaces } from './workspaces.js';

export interface SlackConnectionOptions {
  readonly bolt: RunningBolt;
  readonly workspaces: Workspaces;
  readonly log: Logger;
}

export class SlackConnection implements Part {
  readonly name = 'slack';
  private readonly stopping = new AbortController();
  private problem: string | undefined = 'Slack is not connected yet';

  constructor(private readonly options: SlackConnectionOptions) {}

  /**
   * Waits a little for the connection, and goes on without one.
   * @throws StartError when the token is of a workspace that must not be served
   */
  async start(): Promise<void> {
    await this.options.workspaces.ask();
    const { signal } = this.stopping;
    const enough = pause(connectMsMax, undefined, { ref: false, signal }).catch(() => undefined);
    await Promise.race([this.connect(), enough]);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.options.bolt.stop();
  }

  alert(): string | undefined {
    return this.problem;
  }

  /** Never rejects. Bolt itself goes on trying after some refusals, and gives up after others. */
  private async connect(): Promise<void> {
    const { bolt, log } = this.options;
    const { signal } = this.stopping;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await bolt.start();
        this.problem = undefined;
        return;
      } catch (err) {
        this.problem = 'Slack cannot be connected to; trying again';
        log.warn({ err }, this.problem);
        const waitMs = backoffMs(sendBackoff, attempt, Math.random());
        await pause(waitMs, undefined, { ref: false, signal }).catch(() => undefined);
      }
    }
  }
}
