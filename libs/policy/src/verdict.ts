/** What policy says of a request, with reasons from one closed list. */
import type { ApprovalRequirement } from './approval-requirement.js';
import type { JudgedOperation } from './operation.js';
import type { Reason } from './reasons.js';

export type { Reason } from './reasons.js';

/** What comes with a verdict, as events carry it: kinds or categories to mask, limits to count, alerts to raise. */
export type Obligation = `mask:${string}` | `limit:${string}` | `alert:${string}` | `withhold-tool:${string}`;

export const maskings = ['redact', 'partial', 'hash', 'tokenise', 'block'] as const;
/** What becomes of what detectors find; `block` refuses the traffic. */
export type Masking = (typeof maskings)[number];

/** What to mask. An order's kinds and categories are alternatives. */
export interface MaskOrder {
  /** Rule that asks for it; empty for the document's `detectors`. */
  readonly rule: string;
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
  /** Kinds of those categories that stay. */
  readonly except: readonly string[];
  readonly with: Masking;
}

/** What a rule in `monitor` mode would have done. */
export interface Monitored {
  readonly rule: string;
  readonly action: 'deny' | 'approve' | 'mask' | 'limit' | 'alert';
  readonly reasons: readonly Reason[];
}

export interface Verdict {
  readonly decision: 'allow' | 'deny' | 'hold';
  /** Name of the rule that decided; empty for the default denial. */
  readonly rule: string;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** One sentence for a person. */
  readonly sentence: string;
  /** Version of the document, where it was compiled with one. */
  readonly policyVersion?: string;
  /** The obligations `mask:…` in full. */
  readonly masks?: readonly MaskOrder[];
  /** Names of limits that count this request. */
  readonly limits?: readonly string[];
  /** Tools that must be taken out of what is offered. */
  readonly withheldTools?: readonly string[];
  readonly monitored?: readonly Monitored[];
  /** What a hold waits for; absent where there is nobody to ask. */
  readonly approval?: ApprovalRequirement;
}

/** The neutral facts that policy judges. Only what a rule looks at must be there. */
export interface JudgedRequest {
  readonly subject: string;
  readonly groups: readonly string[];
  readonly agent: string;
  readonly connection: string;
  /** Upper case. */
  readonly method: string;
  /** Normalised path at the upstream, without query, starting with `/`. */
  readonly path: string;
  readonly narrowing?: { readonly connections?: readonly string[]; readonly operations?: readonly string[] };
  readonly issuer?: string;
  readonly email?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly session?: JudgedSession;
  /** IP address of the caller. */
  readonly sourceAddress?: string;
  /** Milliseconds since 1970. */
  readonly timeMs?: number;
  /** Undefined: the body was not read, or could not be. Rules that need it then refuse with `UNREADABLE`. */
  readonly operation?: JudgedOperation;
}

export interface JudgedSession {
  readonly id: string;
  /** Requests before this one. */
  readonly requests: number;
  readonly ageS: number;
}
