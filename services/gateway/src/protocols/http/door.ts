/** Everything the steps of a request need, put together once by the composition root. */
import type { KeyObject } from 'node:crypto';
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Lockable } from '@sallyport/control/state/lock-match';
import type { VerifyToken } from '@sallyport/identity/caller';
import type { RefusalCode } from '../../core/error-table.js';
import type { HeldTable } from '../../core/holding/held-table.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import type { CurrentPolicy, MaskOwner } from '../../core/ports/policy-in-force.js';
import type { UpstreamNames } from '../../core/ports/upstream-names.js';
import type { Recorder } from '../../core/ports/recorder.js';
import type { Roster, Seated } from '../../core/roster.js';
import type { RefusalDesk } from '../../core/refusal-desk.js';
import type { SessionDesk } from '../../core/session-desk.js';
import type { TrafficCounters } from '../../core/traffic-counters.js';
import type { Limits } from '../../limits.js';
import type { HeldRequest } from './held-request.js';
import type { OwnEndpoint } from './own-endpoint.js';
import type { TrustedProxies } from './source-address.js';
import type { UpstreamPools } from './upstream-pools.js';

/** Keys that every replica derives alike. */
export interface MaskKeySource {
  /** For digests of what came, where something else is recorded. */
  readonly digestKey: KeyObject;
  /** Seals the values behind a session's placeholders. */
  sealKeyOf(owner: MaskOwner): Uint8Array;
}

/** A request that was forwarded, as whoever looks after all of them sees it. */
export interface Underway extends Seated {
  /** What a lock may be on. */
  readonly lockable: Lockable;
  sweep(nowMs: number): void;
  end(outcome: Outcome, code: RefusalCode): void;
}

export interface Door {
  readonly limits: Limits;
  readonly policy: CurrentPolicy;
  readonly verifier: VerifyToken;
  readonly recorder: Recorder;
  readonly sessions: SessionDesk;
  readonly refusals: RefusalDesk;
  readonly counters: TrafficCounters;
  readonly pools: UpstreamPools;
  readonly names: UpstreamNames;
  readonly maskKeys: MaskKeySource;
  readonly trustedProxies: TrustedProxies;
  /** What the gateway answers itself on the data port, by path. */
  readonly ownEndpoints: ReadonlyMap<string, OwnEndpoint>;
  readonly newId: NewId;
  /** The approval service; undefined where none is configured: then nobody can be asked, and no lock comes. */
  readonly control: ControlLink | undefined;
  /** Requests that wait for people. */
  readonly held: HeldTable;
  readonly heldRequests: Roster<HeldRequest>;
  /** Requests that were forwarded and are not over. */
  readonly exchanges: Roster<Underway>;
  /** Set when the process stops: the code new requests are refused with. */
  closed: RefusalCode | undefined;
  /** What the gateway itself added to a request before it was forwarded, in seconds; for the histogram. */
  readonly observeAdded: (seconds: number) => void;
  /** A failure that nobody expected; the message of the error is not shown to clients. */
  readonly failed: (requestId: string, error: unknown) => void;
}
