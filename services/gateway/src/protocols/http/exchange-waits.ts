/** What the silences of an exchange mean, looked at at a steady pace: whose turn it is, and whether it took too long. */
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { RefusalCode } from '../../core/error-table.js';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import type { Limits } from '../../limits.js';
import type { AnswerFlow } from './answer-flow.js';
import type { Relay } from './relay.js';
import type { Upload } from './upload.js';

/** That an exchange is to end. */
export interface Due {
  readonly outcome: Outcome;
  readonly code: RefusalCode;
}

/** Waiting for the answer; relaying it; all of it sent and not yet taken by the client; over. */
export type Phase = 'waiting' | 'relaying' | 'sent' | 'over';

export interface Waited {
  readonly limits: Limits;
  readonly connection: ConnectionInForce;
  /** Of a request body that still goes on. */
  readonly upload: Upload | undefined;
  readonly flow: Pick<AnswerFlow, 'received'>;
  readonly relay: Pick<Relay, 'clientBlocked' | 'isHolding' | 'sentBytes'>;
}

/** How far the upstream is. */
export interface UpstreamState {
  /** A connection has taken the request; until then it may still have to be opened. */
  readonly isAsked: boolean;
  readonly hasEnded: boolean;
}

const late: Due = { outcome: Outcome.CUT, code: 'REQUEST_TIMEOUT' };
const stalled: Due = { outcome: Outcome.CUT, code: 'CLIENT_STALLED' };
const silent: Due = { outcome: Outcome.UPSTREAM_TIMEOUT, code: 'UPSTREAM_TIMEOUT' };

export class ExchangeWaits {
  /** Reading of the sweep's clock at which the present wait began, and the bytes that had passed by then. */
  #sinceMs = 0;
  #progress = -1;

  constructor(private readonly waited: Waited) {}

  /** The answer has begun: whatever was waited for is over. */
  answered(): void {
    this.#progress = -1;
  }

  /** @param nowMs reading of the sweep's clock */
  due(nowMs: number, phase: Phase, upstream: UpstreamState): Due | undefined {
    const { upload, limits } = this.waited;
    if (upload !== undefined && upload.silentForMs(nowMs) > limits.requestIdleMsMax) return late;
    return phase === 'waiting'
      ? this.#dueBeforeAnswer(nowMs, upstream)
      : this.#dueInAnswer(nowMs, phase === 'sent', upstream);
  }

  #dueBeforeAnswer(nowMs: number, { isAsked }: UpstreamState): Due | undefined {
    const { upload, limits, connection } = this.waited;
    // Once the answer has begun, the upstream itself says how long it listens: slow streams in both directions may pass.
    if (upload?.dripping(nowMs, limits.requestPaceWindowMs, limits.requestPaceBytesMin) === true) return late;
    const upstreamsTurn = upload === undefined || upload.complete || upload.blocked;
    const forMs = this.#waitedForMs(nowMs, upstreamsTurn, upload?.body.size ?? 0);
    const openMsMax = isAsked ? 0 : connection.connectMsMax;
    return forMs > openMsMax + connection.headersMsMax ? silent : undefined;
  }

  #dueInAnswer(nowMs: number, isSent: boolean, { hasEnded }: UpstreamState): Due | undefined {
    const { limits, connection, flow, relay } = this.waited;
    const clientsTurn = relay.clientBlocked || isSent;
    const waits = clientsTurn || !relay.isHolding;
    // Bytes that were received and sent: each side's wait is its own, and ends when it moves.
    const forMs = this.#waitedForMs(nowMs, waits, clientsTurn ? -2 - relay.sentBytes : flow.received);
    if (clientsTurn) return forMs > limits.clientStallMsMax ? stalled : undefined;
    return !hasEnded && forMs > connection.idleMsMax ? silent : undefined;
  }

  /** How long one side has been waited for without any progress. */
  #waitedForMs(nowMs: number, waits: boolean, progress: number): number {
    if (!waits || this.#progress !== progress) {
      this.#progress = waits ? progress : -1;
      this.#sinceMs = nowMs;
    }
    return nowMs - this.#sinceMs;
  }
}
