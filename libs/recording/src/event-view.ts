/** An event as people and programs read it: plain JSON from a decoded record, without bodies. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import type { MaskedKind } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type {
  AlertRaised,
  Claimed,
  Verdict,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { AlertKind, Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { SessionEndReason } from '@sallyport/contracts/generated/sallyport/events/v1/session';
import type { ApprovalView } from './approval-view.js';
import { approvalView } from './approval-view.js';
import type { EventTypeName } from './event-type.js';
import { eventTypes } from './event-type.js';
import { heldView } from './held-view.js';
import type { CostView, MaskedView, OperationView, UsageView } from './operation-view.js';
import { costView, maskedView, operationView, usageView } from './operation-view.js';
import { headersView, targetView } from './target-view.js';
import type { ToolCallView, VerdictView } from './verdict-view.js';
import { toolCallView, verdictView } from './verdict-view.js';

export interface AlertView {
  /** `rule`, `detector-failed` or `rule-failed`. */
  readonly kind: string;
  readonly rule?: string;
  readonly reasons: readonly string[];
  /** Kind of sensitive data whose detector failed. */
  readonly detector?: string;
}

export interface EventView {
  /** Event id (UUIDv7). */
  readonly id: string;
  readonly type: EventTypeName;
  /** RFC 3339 in UTC, with microseconds. */
  readonly time: string;
  readonly session: string;
  readonly requestId?: string;
  readonly identity?: {
    readonly issuer: string;
    readonly subject: string;
    readonly agent: string;
    readonly groups: readonly string[];
    readonly act: readonly { readonly subject: string; readonly issuer: string }[];
  };
  readonly connection?: string;
  /** Session name the client gave. */
  readonly claimedSession?: string;
  readonly source?: { readonly network: string; readonly forwarded: boolean };
  readonly verdict?: VerdictView;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the request asks for, as far as it was read. */
  readonly operation?: OperationView;
  /** What was masked: in the request on its reception, in the answer on its completion. */
  readonly masked?: readonly MaskedView[];
  readonly usage?: UsageView;
  readonly cost?: CostView;
  /** What policy says of the answer. */
  readonly answerVerdict?: VerdictView;
  /** Tool calls in the answer, each with its verdict: the first of them. */
  readonly toolCalls?: readonly ToolCallView[];
  /** How many there were. */
  readonly toolCallCount?: number;
  readonly alert?: AlertView;
  readonly claimed?: { readonly graph: string; readonly node: string; readonly run: string };
  /** HTTP status of the answer. */
  readonly status?: number;
  /** Stable error code of the answer. */
  readonly code?: string;
  readonly outcome?: string;
  readonly incomplete?: true;
  /** How many refusals this event stands for. */
  readonly count?: number;
  readonly approvalId?: string;
  /** What people decided or locked. */
  readonly approval?: ApprovalView;
  readonly reason?: string;
  /** Tool whose call in an answer waits for people. */
  readonly heldCall?: string;
  /** What was released is a tool call of an answer. */
  readonly isCall?: true;
  readonly requestBytes?: number;
  readonly responseBytes?: number;
  /** From received, in milliseconds. */
  readonly timings?: {
    readonly forwardedAfterMs: number;
    readonly firstByteAfterMs?: number;
    readonly durationMs: number;
  };
  readonly policyVersion?: string;
  readonly traceparent?: string;
  /** Replica that wrote the event. */
  readonly replica: string;
  readonly producer: { readonly replica: string; readonly bootEpoch: string; readonly sequence: number };
}

/** RFC 3339 with microseconds, from microseconds since 1970. */
export function timeText(timeUs: number): string {
  const us = ((timeUs % 1000) + 1000) % 1000;
  return new Date((timeUs - us) / 1000).toISOString().replace('Z', `${String(us).padStart(3, '0')}Z`);
}

/** @throws RangeError when the record lacks its envelope, producer or body: decoded events never do. */
export function eventView(record: EventRecord): EventView {
  const { envelope, body } = record;
  if (envelope?.producer === undefined || body === undefined) throw new RangeError('not a complete record');
  const { identity } = envelope;
  return {
    id: envelope.id,
    type: eventTypes[body.$case].name,
    time: timeText(envelope.timeUs),
    session: envelope.session,
    ...(identity !== undefined && {
      identity: {
        issuer: identity.issuer,
        subject: identity.subject,
        agent: identity.agent,
        groups: identity.groups,
        act: identity.act.map((actor) => ({ subject: actor.subject, issuer: actor.issuer })),
      },
    }),
    ...(envelope.connection !== '' && { connection: envelope.connection }),
    ...(envelope.source !== undefined && {
      source: { network: envelope.source.network, forwarded: envelope.source.forwarded },
    }),
    ...bodyView(body),
    ...(envelope.policyVersion !== '' && { policyVersion: envelope.policyVersion }),
    ...(envelope.traceparent !== '' && { traceparent: envelope.traceparent }),
    replica: envelope.producer.replica,
    producer: {
      replica: envelope.producer.replica,
      bootEpoch: envelope.producer.bootEpoch,
      sequence: envelope.producer.sequence,
    },
  };
}

function bodyView(body: NonNullable<EventRecord['body']>): Partial<EventView> {
  switch (body.$case) {
    case 'sessionStarted':
      return body.value.claimedSession === '' ? {} : { claimedSession: body.value.claimedSession };
    case 'replicaAlive':
      return {};
    case 'sessionEnded':
      return { reason: SessionEndReason[body.value.reason].toLowerCase(), count: body.value.requests };
    case 'requestReceived':
      return {
        requestId: body.value.requestId,
        ...targetView(body.value.target),
        ...judgedView(body.value.verdict),
        ...(body.value.operation && { operation: operationView(body.value.operation) }),
        ...maskedFact(body.value.masked),
        ...claimedView(body.value.claimed),
        requestBytes: body.value.body?.size ?? 0,
      };
    case 'requestHeld':
      return heldView(body.value);
    case 'requestUnattended':
      return { requestId: body.value.requestId };
    case 'requestReleased':
      return {
        requestId: body.value.requestId,
        ...(body.value.approvalId !== '' && { approvalId: body.value.approvalId }),
        ...(body.value.grantId !== '' && { approval: { grantId: body.value.grantId } }),
        ...(body.value.isCall && { isCall: true }),
      };
    case 'requestRefused':
      return {
        requestId: body.value.requestId,
        ...targetView(body.value.target),
        ...judgedView(body.value.verdict),
        ...(body.value.operation && { operation: operationView(body.value.operation) }),
        ...claimedView(body.value.claimed),
        status: body.value.status,
        code: body.value.code,
        count: Math.max(1, body.value.count),
      };
    case 'requestPart':
      return {
        requestId: body.value.requestId,
        ...judgedView(body.value.verdict),
        ...(body.value.operation && { operation: operationView(body.value.operation) }),
        ...maskedFact(body.value.masked),
        requestBytes: body.value.size,
      };
    case 'responsePart':
      return { requestId: body.value.requestId, responseBytes: body.value.size };
    case 'requestCompleted': {
      const { value } = body;
      return {
        requestId: value.requestId,
        status: value.status,
        ...(value.code !== '' && { code: value.code }),
        outcome: Outcome[value.outcome].toLowerCase().replaceAll('_', '-'),
        ...(value.incomplete && { incomplete: true }),
        ...headersView(value.headers),
        requestBytes: value.requestBody?.size ?? 0,
        responseBytes: value.responseBody?.size ?? 0,
        timings: {
          forwardedAfterMs: value.forwardedAfterUs / 1000,
          ...(value.firstByteAfterUs > 0 && { firstByteAfterMs: value.firstByteAfterUs / 1000 }),
          durationMs: value.durationUs / 1000,
        },
        ...(value.usage && { usage: usageView(value.usage) }),
        ...(value.cost && { cost: costView(value.cost) }),
        ...maskedFact(value.masked),
        ...(value.answerVerdict && { answerVerdict: verdictView(value.answerVerdict) }),
        ...(value.toolCalls.length > 0 && { toolCalls: value.toolCalls.map(toolCallView) }),
        ...(value.toolCallCount > 0 && { toolCallCount: value.toolCallCount }),
      };
    }
    case 'alertRaised':
      return { requestId: body.value.requestId, alert: alertView(body.value) };
    case 'authenticationRefused':
      return {
        requestId: body.value.requestId,
        verdict: { decision: 'deny', rule: '', reasons: [body.value.code], obligations: [] },
        status: body.value.status,
        code: body.value.code,
        count: Math.max(1, body.value.count),
      };
    default:
      return approvalView(body);
  }
}

function judgedView(verdict: Verdict | undefined): Partial<EventView> {
  return verdict === undefined ? {} : { verdict: verdictView(verdict) };
}

function maskedFact(masked: readonly MaskedKind[]): Partial<EventView> {
  return masked.length === 0 ? {} : { masked: maskedView(masked) };
}

function alertView({ kind, rule, reasons, detector }: AlertRaised): AlertView {
  return {
    kind: AlertKind[kind].toLowerCase().replaceAll('_', '-'),
    ...(rule !== '' && { rule }),
    reasons,
    ...(detector !== '' && { detector }),
  };
}

function claimedView(claimed: Claimed | undefined): Partial<EventView> {
  if (claimed === undefined || (claimed.graph === '' && claimed.node === '' && claimed.run === '')) return {};
  return { claimed: { graph: claimed.graph, node: claimed.node, run: claimed.run } };
}
