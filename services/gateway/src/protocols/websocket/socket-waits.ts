/** What the silences of a socket mean, looked at at a steady pace: who is dead, who is stuck, and what nobody needs any more. */
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { RefusalCode } from '../../core/error-table.js';
import type { Door } from '../http/door.js';
import type { Subject } from '../http/examined.js';
import { ABNORMAL, closeCode, SERVICE_RESTART } from './close-code.js';
import type { CommandLine } from './command-line.js';
import type { Side } from './side.js';

/** That a socket is to end, and how the client hears of it. */
export interface Due {
  readonly outcome: Outcome;
  readonly code: RefusalCode | '';
  readonly close: number;
}

export interface Waited {
  readonly door: Door;
  readonly subject: Subject;
  readonly client: Side;
  readonly upstream: Side;
  readonly commands: Pick<CommandLine, 'isBlocked'>;
}

const due = (outcome: Outcome, code: RefusalCode, close = closeCode(code)): Due => ({ outcome, code, close });

export class SocketWaits {
  /** Either way. */
  #messages = 0;
  #seenMessages = -1;
  #messageMs = 0;
  #blockedSinceMs: number | undefined;

  constructor(private readonly waited: Waited) {}

  message(): void {
    this.#messages++;
  }

  /** @param nowMs reading of the sweep's clock */
  due(nowMs: number, isClosing: boolean): Due | undefined {
    const { door, subject, client, upstream } = this.waited;
    const { clientStallMsMax, socketIdleMsMax, socketPingMs } = door.limits;
    const { idleMsMax } = subject.connection;
    const clientMs = client.silentForMs(nowMs, Math.min(socketPingMs, clientStallMsMax / 2));
    const upstreamMs = upstream.silentForMs(nowMs, Math.min(socketPingMs, idleMsMax / 2));
    const blockedMs = this.#blockedForMs(nowMs);
    const idleMs = this.#idleForMs(nowMs);
    if (clientMs > clientStallMsMax) return due(Outcome.CUT, 'CLIENT_STALLED', ABNORMAL);
    if (isClosing) return undefined;
    if (upstreamMs > idleMsMax || blockedMs > idleMsMax)
      return due(Outcome.UPSTREAM_TIMEOUT, 'UPSTREAM_TIMEOUT');
    if (subject.caller.expiresAtS * 1000 <= nowMs) return due(Outcome.CUT, 'TOKEN_EXPIRED');
    if (idleMs > socketIdleMsMax) return due(Outcome.CUT, 'REQUEST_TIMEOUT');
    // What is on its way may arrive; a socket on which nothing was said since the last look waits for nothing.
    if (idleMs === 0) return undefined;
    if (door.closed !== undefined) return due(Outcome.CUT, door.closed);
    // What it was opened under is no more: its client opens it anew, under the document in force.
    return door.policy()?.version === subject.policy.version
      ? undefined
      : { outcome: Outcome.ANSWERED, code: '', close: SERVICE_RESTART };
  }

  #idleForMs(nowMs: number): number {
    if (this.#messages !== this.#seenMessages) {
      this.#seenMessages = this.#messages;
      this.#messageMs = nowMs;
    }
    return nowMs - this.#messageMs;
  }

  /** How long the upstream has not taken a command. */
  #blockedForMs(nowMs: number): number {
    if (!this.waited.commands.isBlocked) this.#blockedSinceMs = undefined;
    else this.#blockedSinceMs ??= nowMs;
    return nowMs - (this.#blockedSinceMs ?? nowMs);
  }
}
