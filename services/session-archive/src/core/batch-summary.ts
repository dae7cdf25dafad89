/** What a batch of events changes besides the log itself: its sessions, its producers, and the requests it opens and closes. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { closesRequest, opensRequest } from '@sallyport/recording/unknown-completion';
import { isDecision, isOfSession } from './decision-events.js';
import type { SearchFacts } from './search-facts.js';
import { addName, countTraffic, newTraffic } from './session-traffic.js';
import type { SessionTraffic } from './session-traffic.js';
import { noTrafficFacts } from './traffic-facts.js';

export interface SessionChange extends SessionTraffic {
  readonly session: string;
  readonly basis: number;
  readonly issuer: string;
  readonly subject: string;
  firstUs: number;
  lastUs: number;
  readonly agents: Set<string>;
  readonly connections: Set<string>;
  events: number;
  requests: number;
  allowed: number;
  held: number;
  /** Of the held ones. */
  released: number;
  /** Of the held ones, once they had waited. */
  heldRefused: number;
  refused: number;
  completed: number;
  peopleApproved: number;
  peopleDenied: number;
}

export interface ProducerChange {
  readonly replica: string;
  readonly bootEpoch: string;
  events: number;
  sequenceMax: number;
  stopping: boolean;
}

export interface OpenedRequest {
  readonly requestId: string;
  readonly position: number;
  readonly replica: string;
  readonly bootEpoch: string;
}

export interface BatchSummary {
  readonly sessions: readonly SessionChange[];
  readonly producers: readonly ProducerChange[];
  /** Opened and not closed within the batch. */
  readonly opened: readonly OpenedRequest[];
  /** Closed, but not opened within the batch. */
  readonly closed: readonly string[];
}

/** Gathers the summary of a batch, event by event, in the order of the log. */
export class BatchSummarizer {
  private readonly sessions = new Map<string, SessionChange>();
  private readonly producers = new Map<string, ProducerChange>();
  private readonly opened = new Map<string, OpenedRequest>();
  private readonly closed: string[] = [];

  /** Counts an event that was sent, whether it is stored now or was already. */
  sent(facts: SearchFacts, record: EventRecord): void {
    const key = `${facts.bootEpoch}\n${facts.replica}`;
    let producer = this.producers.get(key);
    if (producer === undefined) {
      producer = {
        replica: facts.replica,
        bootEpoch: facts.bootEpoch,
        events: 0,
        sequenceMax: 0,
        stopping: false,
      };
      this.producers.set(key, producer);
    }
    producer.events += 1;
    producer.sequenceMax = Math.max(producer.sequenceMax, facts.sequence);
    producer.stopping = record.body?.$case === 'replicaAlive' && record.body.value.stopping;
  }

  /** Counts an event that is stored at `position`. */
  stored(facts: SearchFacts, record: EventRecord, position: number): void {
    const opens = opensRequest(record);
    if (opens !== undefined) {
      this.opened.set(opens, {
        requestId: opens,
        position,
        replica: facts.replica,
        bootEpoch: facts.bootEpoch,
      });
    }
    const closes = closesRequest(record);
    if (closes !== undefined && !this.opened.delete(closes)) this.closed.push(closes);
    if (isOfSession(record)) countInSession(this.sessionOf(facts, record), facts, record);
  }

  /** Rows in a fixed order, so that concurrent batches lock them in the same one. */
  summary(): BatchSummary {
    return {
      sessions: [...this.sessions.values()].sort((a, b) => (a.session < b.session ? -1 : 1)),
      producers: [...this.producers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, producer]) => producer),
      opened: [...this.opened.values()],
      closed: this.closed,
    };
  }

  private sessionOf(facts: SearchFacts, record: EventRecord): SessionChange {
    let session = this.sessions.get(facts.session);
    if (session === undefined) {
      // Who decided is not whose session it is.
      const isOthers = isDecision(record);
      session = {
        session: facts.session,
        basis: record.envelope?.sessionBasis ?? 0,
        issuer: isOthers ? '' : facts.issuer,
        subject: isOthers ? '' : facts.subject,
        firstUs: facts.timeUs,
        lastUs: facts.timeUs,
        agents: new Set(),
        connections: new Set(),
        events: 0,
        requests: 0,
        allowed: 0,
        held: 0,
        released: 0,
        heldRefused: 0,
        refused: 0,
        completed: 0,
        peopleApproved: 0,
        peopleDenied: 0,
        ...newTraffic(),
      };
      this.sessions.set(facts.session, session);
    }
    return session;
  }
}

function countInSession(session: SessionChange, facts: SearchFacts, record: EventRecord): void {
  session.firstUs = Math.min(session.firstUs, facts.timeUs);
  session.lastUs = Math.max(session.lastUs, facts.timeUs);
  session.events += 1;
  addName(session.agents, facts.agent);
  addName(session.connections, facts.connection);
  const { body } = record;
  switch (body?.$case) {
    case 'requestReceived':
      session.requests += 1;
      if (facts.decision === Decision.ALLOW) session.allowed += 1;
      if (facts.decision === Decision.HOLD) session.held += 1;
      break;
    case 'requestRefused': {
      const count = Math.max(1, body.value.count);
      session.refused += count;
      const isHold = body.value.verdict?.decision === Decision.HOLD;
      // A held request was counted when it was received, unless nobody could be asked about it.
      const wasReceived = isHold && body.value.code !== 'APPROVAL_UNAVAILABLE';
      if (wasReceived) session.heldRefused += count;
      else session.requests += count;
      if (isHold && !wasReceived) session.held += count;
      break;
    }
    case 'authenticationRefused':
      session.requests += Math.max(1, body.value.count);
      session.refused += Math.max(1, body.value.count);
      break;
    case 'requestReleased':
      if (!body.value.isCall) session.released += 1;
      break;
    case 'approvalDecided':
      if (body.value.outcome === ApprovalState.APPROVED) session.peopleApproved += 1;
      if (body.value.outcome === ApprovalState.DENIED) session.peopleDenied += 1;
      break;
    case 'requestCompleted':
      session.completed += 1;
      break;
    default:
      break;
  }
  if (facts.traffic !== noTrafficFacts) countTraffic(session, facts.traffic, body);
}
