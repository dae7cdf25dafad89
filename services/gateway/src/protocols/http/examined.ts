/** What is known of a request once it was read and judged. */
import type { Caller } from '@sallyport/identity/caller';
import type { MaskedKind, Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { DetectorFailure } from '@sallyport/masking/engine/scanner';
import type { Admission } from '@sallyport/policy/limits/limiter';
import type { JudgedRequest, Verdict } from '@sallyport/policy/verdict';
import type { Dialect, Target } from '@sallyport/wire/llm/dialect';
import type { ErrorDetails } from '../../core/error-body.js';
import type { RefusalCode } from '../../core/error-table.js';
import type { ConnectionInForce, PolicyInForce } from '../../core/ports/policy-in-force.js';
import type { TwoForms } from '../../core/reading/mask-read.js';
import type { ReadRequest } from '../../core/reading/read-request.js';
import type { Prospect } from '../../core/session-desk.js';
import type { AcceptedArrival, Arrival } from './arrival.js';
import type { GatheredBody } from './gather-body.js';
import type { Names } from './names-of.js';

export interface Subject {
  readonly arrival: Arrival;
  readonly accepted: AcceptedArrival;
  readonly policy: PolicyInForce;
  readonly caller: Caller;
  readonly connection: ConnectionInForce;
  readonly prospect: Prospect;
  /** Path at the upstream, base path included. */
  readonly path: string;
}

/** A body that may pass, in its two forms; of a body that goes on arriving, what has come of it. */
export interface ExaminedBody extends TwoForms<Buffer> {
  readonly gathered: GatheredBody;
  /** Content coding of each form. */
  readonly sentEncoding: string;
  readonly recordedEncoding: string;
  /** Keyed digest of what came; empty where that is what is recorded. */
  readonly originalHmac: Buffer;
}

export interface Passing {
  readonly kind: 'passing';
  readonly verdict: Verdict;
  readonly dialect: Dialect;
  /** Absent where nothing was read. */
  readonly read: ReadRequest | undefined;
  readonly operation: Operation | undefined;
  readonly names: Names;
  /** As it came, to be judged again; absent where nothing was read, and of commands of a socket. */
  readonly request: GatheredRequest | undefined;
  readonly judged: JudgedRequest;
  readonly body: ExaminedBody;
  /** With its question mark. */
  readonly query: TwoForms<string>;
  readonly masked: readonly MaskedKind[];
  readonly failures: readonly DetectorFailure[];
  /** Placeholders that go on in place of values. */
  readonly tokens: ReadonlyMap<string, string>;
  readonly asksUsage: boolean;
  /** For what else of the body arrives; undefined where nothing is masked. */
  readonly plan: MaskPlan | undefined;
  readonly admission: Admission | undefined;
}

export interface Refusal {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly details: ErrorDetails;
  readonly verdict: Verdict | undefined;
  readonly dialect: Dialect;
  readonly operation: Operation | undefined;
}

/** A request that was judged, before it is counted against its limits. */
export type Unadmitted = Omit<Passing, 'admission'>;

/** A request with its body, before anything of it is read: what can be judged again as it came. */
export interface GatheredRequest {
  readonly asked: JudgedRequest;
  readonly dialect: Dialect;
  readonly target: Target;
  readonly gathered: GatheredBody;
  /** Content coding of the body, as sent. */
  readonly encoding: string;
}
