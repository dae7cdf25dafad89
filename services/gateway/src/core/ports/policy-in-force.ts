/** The policy document as the data path needs it: resolved, compiled, answering without waiting. Real: `policy/`. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { Approvals } from '@sallyport/policy/document/approvals';
import type { JudgedAnswer, JudgedToolCall } from '@sallyport/policy/operation';
import type { Limiter } from '@sallyport/policy/limits/limiter';
import type { CostOf } from '@sallyport/policy/prices/cost';
import type { JudgedRequest, MaskOrder, Verdict } from '@sallyport/policy/verdict';
import type { Dialect } from '@sallyport/wire/llm/dialect';

/** What a connection injects into each request: the real credential. */
export type CredentialInForce =
  | { readonly kind: 'none' }
  | { readonly kind: 'header'; /** Lower case. */ readonly name: string; readonly value: string }
  /** The variable or file that the document names is not there. */
  | { readonly kind: 'unavailable' };

export interface ConnectionInForce {
  readonly name: string;
  /** Scheme, host and port, such as `https://api.example.com`. */
  readonly origin: string;
  /** Path before every request's path; empty or `/x` without a slash at its end. */
  readonly basePath: string;
  /** Read for each request, because files are watched. */
  credential(): CredentialInForce;
  readonly record: 'full' | 'metadata';
  readonly tls: {
    /** PEM of the authorities to trust instead of the system's. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
  readonly connectMsMax: number;
  readonly headersMsMax: number;
  readonly idleMsMax: number;
  readonly poolConnectionsMax: number;
  readonly reading: ReadingInForce;
  /** What becomes of clients' cookies; absent: they go on with what is plain HTTP alone. */
  readonly cookies?: 'pass' | 'strip';
  /** Changes exactly when a pool made for this connection can no longer be used. */
  readonly poolKey: string;
  /** Whether it serves where locks and decisions cannot reach the gateway. */
  readonly servesStale: boolean;
}

/** What is read of a connection's traffic, and what depends on it. */
export interface ReadingInForce {
  /** Tried in this order; the last one claims everything. */
  readonly dialects: readonly Dialect[];
  /** A list, rule, limit or mask depends on what requests say: what cannot be read is refused, what is too long too. */
  readonly bindsRequests: boolean;
  /** The same of answers. */
  readonly bindsAnswers: boolean;
  /** Longest body that is read, in bytes. */
  readonly judgeBytesMax: number;
  /** A body that claims a dialect and cannot be read is judged as plain HTTP instead of refused. */
  readonly takesUnreadable: boolean;
  readonly judgesAnswers: boolean;
  readonly judgesCalls: boolean;
  /** A rule may refuse or mask an answer by all of it. */
  readonly holdsAnswers: boolean;
  /** A rule asks what detectors found in the request, in the answer. */
  readonly findsInRequests: boolean;
  readonly findsInAnswers: boolean;
  readonly masks: { readonly request: readonly MaskOrder[]; readonly answer: readonly MaskOrder[] };
}

/** Whose keys a mask is made with. */
export interface MaskOwner {
  readonly session: string;
  readonly owner: string;
}

export interface PolicyInForce {
  /** SHA-256 of the document, hexadecimal. */
  readonly version: string;
  readonly session: { readonly windowMs: number; readonly idleMs: number; readonly header: boolean };
  readonly approvals: Approvals;
  connection(name: string): ConnectionInForce | undefined;
  readonly connectionNames: readonly string[];
  /** Judges in process; default deny. */
  judge(request: JudgedRequest): Verdict;
  /** The denial that nothing a request could say would change, if there is one. */
  deniedUnread(request: JudgedRequest): Verdict | undefined;
  judgeAnswer(request: JudgedRequest, answer: JudgedAnswer): Verdict;
  judgeCall(request: JudgedRequest, call: JudgedToolCall): Verdict;
  /** Which models a list of them shows this caller; undefined where it shows all. */
  shownModels(request: JudgedRequest): ((model: string) => boolean) | undefined;
  /** What to do to texts that these orders are about; undefined where neither they nor the record mask anything. */
  planOf(masks: readonly MaskOrder[], isRecorded: boolean, owner: MaskOwner): MaskPlan | undefined;
  /** A path, name or header value as events show it: without what the record masks. */
  readonly recordedWords: (text: string) => string;
  /** Category of a kind of sensitive data; undefined for kinds that no detector has. */
  readonly categoryOf: (kind: string) => string | undefined;
  readonly limiter: Limiter;
  readonly costOf: CostOf;
}

/** The document in force now; undefined until the first good one. */
export type CurrentPolicy = () => PolicyInForce | undefined;
