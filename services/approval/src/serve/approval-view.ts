/** Approvals as JSON: what was asked, what is needed, how far it is, and what would run. */
import { EventMessage, EventRecord } from '@sallyport/contracts/event-codec';
import { partText } from '@sallyport/recording/body-text';
import { timeText } from '@sallyport/recording/event-view';
import { operationView } from '@sallyport/recording/operation-view';
import type { OperationView } from '@sallyport/recording/operation-view';
import type { Approval } from '../core/approval.js';
import type { Person } from '../core/person.js';
import type { Requirement } from '../core/requirement.js';
import { isPending } from '../core/states.js';
import { tally } from '../core/tally.js';
import type { Progress } from '../core/tally.js';
import type { Vote } from '../core/vote.js';
import type { ShownApproval } from '../store/read-approvals.js';

export interface VoteView extends Person {
  readonly name: string;
  readonly choice: Vote['choice'];
  readonly channel: Vote['channel'];
  readonly reason: string;
  readonly time: string;
  readonly grant?: { readonly durationMs: number; readonly uses: number };
}

export interface ApprovalView {
  readonly id: string;
  readonly state: string;
  /** Whether somebody waits for the answer at this moment. */
  readonly attended: boolean;
  readonly asked: string;
  readonly expires: string;
  readonly identity: Person & {
    readonly agent: string;
    readonly groups: readonly string[];
    readonly act: readonly Person[];
  };
  readonly session: string;
  readonly connection: string;
  readonly rule: string;
  readonly sentence: string;
  readonly reasons: readonly string[];
  readonly method: string;
  readonly path: string;
  readonly tool?: string;
  readonly operation?: OperationView;
  readonly requestSha256: string;
  /** What a grant would cover, in one line. */
  readonly shape?: string;
  readonly requirement: Requirement;
  /** Per way and step, how many people have agreed; absent once it is decided. */
  readonly agreed?: readonly (readonly number[])[];
  readonly votes: readonly VoteView[];
  readonly deciders: readonly Person[];
  readonly said: string;
  readonly grantId?: string;
  readonly requests: readonly { readonly requestId: string; readonly attended: boolean }[];
  readonly consumedBy?: { readonly requestId: string; readonly replica: string };
}

export interface ContentView {
  readonly kind: 'text' | 'binary' | 'none';
  readonly text?: string;
  /** More would run than is shown. */
  readonly cut: boolean;
}

export function approvalView({ approval, held }: ShownApproval): ApprovalView {
  const { asked, outcome, consumedBy, standing } = approval;
  const { issuer, subject, agent, groups, act } = asked.requester;
  const { session, connection, rule, requestSha256, requirement, shape } = asked;
  return {
    id: approval.id,
    state: isPending(standing) ? 'pending' : standing,
    attended: approval.waiting.some(({ attended }) => attended),
    ...{ asked: timeText(asked.askedUs), expires: timeText(approval.expiresUs) },
    identity: { issuer, subject, agent, groups, act },
    ...{ session, connection, rule, ...requestOf(held), requestSha256, requirement },
    ...(shape && { shape: shape.summary }),
    ...(isPending(standing) && { agreed: agreedIn(approval) }),
    votes: approval.votes.map(voteView),
    deciders: (outcome?.deciders ?? []).map(({ voter }) => voter),
    said: outcome?.said ?? '',
    ...(outcome?.grantId !== undefined && { grantId: outcome.grantId }),
    requests: approval.waiting,
    ...(consumedBy && { consumedBy }),
  };
}

/** What would run, in its most masked form. */
export function contentView({ held, payloads }: ShownApproval): ContentView {
  const { body } = EventRecord.decode(held);
  const value = body?.$case === 'requestHeld' ? body.value : undefined;
  const content = EventMessage.decode(payloads).payloads.find(
    ({ sha256 }) => value?.content !== undefined && Buffer.from(value.content.sha256).equals(sha256),
  )?.content;
  if (content === undefined) return { kind: 'none', cut: false };
  const text = partText(content);
  const cut = value?.contentCut ?? false;
  return text.kind === 'text'
    ? { kind: 'text', text: text.text, cut: cut || text.truncated }
    : { kind: 'binary', cut };
}

function requestOf(
  held: Buffer,
): Pick<ApprovalView, 'sentence' | 'reasons' | 'method' | 'path' | 'tool' | 'operation'> {
  const { body } = EventRecord.decode(held);
  if (body?.$case !== 'requestHeld') return { sentence: '', reasons: [], method: '', path: '' };
  const { sentence, reasons, target, call, operation } = body.value;
  return {
    ...{ sentence, reasons, method: target?.method ?? '', path: target?.path ?? '' },
    ...(call && { tool: call.tool }),
    ...(operation && { operation: operationView(operation) }),
  };
}

function agreedIn({ asked, votes }: Approval): readonly (readonly number[])[] {
  const result = tally(asked.requirement, votes);
  return result.kind === 'open'
    ? result.ways.map(({ steps }: Progress) => steps.map((step) => step.length))
    : [];
}

function voteView({ voter, name, choice, channel, reason, atUs, bounds }: Vote): VoteView {
  return { ...voter, name, choice, channel, reason, time: timeText(atUs), ...(bounds && { grant: bounds }) };
}
