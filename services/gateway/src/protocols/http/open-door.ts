/** Puts a door together from its ports, and looks after it at a steady pace. */
import { randomBytes } from 'node:crypto';
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { VerifyToken } from '@sallyport/identity/caller';
import { HeldTable } from '../../core/holding/held-table.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import type { CurrentPolicy } from '../../core/ports/policy-in-force.js';
import type { Recorder } from '../../core/ports/recorder.js';
import { Roster } from '../../core/roster.js';
import { RefusalDesk } from '../../core/refusal-desk.js';
import { SessionDesk } from '../../core/session-desk.js';
import { TrafficCounters } from '../../core/traffic-counters.js';
import type { Limits } from '../../limits.js';
import type { UpstreamNames } from '../../core/ports/upstream-names.js';
import type { Door, MaskKeySource } from './door.js';
import type { OwnEndpoint } from './own-endpoint.js';
import { TrustedProxies } from './source-address.js';
import { carryOut, endUnreachable } from './standing-no.js';
import { UpstreamPools } from './upstream-pools.js';

export interface DoorParts {
  readonly limits: Limits;
  readonly policy: CurrentPolicy;
  readonly verifier: VerifyToken;
  readonly recorder: Recorder;
  readonly newId: NewId;
  readonly trustedProxies: readonly string[];
  readonly ownEndpoints: ReadonlyMap<string, OwnEndpoint>;
  readonly maskKeys: MaskKeySource;
  readonly control: ControlLink | undefined;
  readonly namesFor: (pools: UpstreamPools) => UpstreamNames;
  readonly observeAdded: (seconds: number) => void;
  readonly failed: (requestId: string, error: unknown) => void;
}

export function openDoor({ namesFor, ...parts }: DoorParts): Door {
  const counters = new TrafficCounters();
  // Kept nowhere, only counted: noise must not fill the memory, and the end of a session can be told from its silence.
  const lost = (): void => {
    counters.eventsLost++;
  };
  const pools = new UpstreamPools(parts.limits);
  const held = new HeldTable(parts.limits);
  const door: Door = {
    ...parts,
    held,
    heldRequests: new Roster(),
    pools,
    names: namesFor(pools),
    sessions: new SessionDesk(parts.recorder, parts.limits, lost, randomBytes(32)),
    refusals: new RefusalDesk(parts.recorder, parts.limits, lost),
    counters,
    trustedProxies: new TrustedProxies(parts.trustedProxies),
    exchanges: new Roster(),
    closed: undefined,
  };
  parts.control?.onChange((changes) => {
    for (const change of changes) carryOut(door, change);
  });
  return door;
}

/** One look at everything that waits: stalled sides, folded refusals, idle sessions. */
export function sweep(door: Door, nowMs: number): void {
  for (const exchange of door.exchanges) exchange.sweep(nowMs);
  for (const held of door.heldRequests) held.sweep(performance.now());
  endUnreachable(door);
  if (door.recorder.unavailable() !== undefined) return;
  door.refusals.sweep(nowMs);
  const policy = door.policy();
  if (policy !== undefined) door.sessions.endIdle(nowMs, policy.session.idleMs);
}
