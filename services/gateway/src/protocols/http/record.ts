/** Seventh step: the request becomes an event. Nothing is forwarded before `recorded` resolves. */
import { sha256 as sha256Of } from '@sallyport/contracts/sha256';
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind, type Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body, HttpTarget } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { bodyPieces, requestPart } from '../../core/recording/body-pieces.js';
import { recordTold } from '../../core/recording/record-told.js';
import type { EventDraft, Recorder } from '../../core/ports/recorder.js';
import type { Joined } from '../../core/session-desk.js';
import { verdictMessage } from '../../core/verdict-record.js';
import type { Arrival } from './arrival.js';
import { describeClaims, describeQuery, type RecordedWords } from './describe.js';
import type { Passing } from './examined.js';

const noDigest: Buffer = Buffer.alloc(0);
export const emptyDigest: Buffer = sha256Of(Buffer.alloc(0));

export interface ReceivedRequest {
  readonly arrival: Arrival;
  readonly joined: Joined;
  readonly target: HttpTarget;
  readonly passing: Passing;
  /** What of the body stands in the event, in its most masked form. */
  readonly recorded: Buffer;
  readonly words: RecordedWords;
  /** Whether bodies and query are kept. */
  readonly full: boolean;
  /** Longest body in the event itself; the rest of a longer one follows in parts. */
  readonly inlineBytesMax: number;
  readonly partBytesMax: number;
}

/** The events of a request, and what is known of its body once they are written. */
export interface RecordedRequest {
  readonly drafts: readonly [RequestDraft, ...EventDraft[]];
  /** As the completion shows it; its digest is empty while more of it is to come. */
  readonly body: Body;
}

export interface RequestDraft extends EventDraft {
  readonly body: Extract<EventDraft['body'], { $case: 'requestReceived' }>;
}

/** The event of a request with its verdict and what has arrived of its body, and parts for what is too long for it. */
export function receivedDrafts(received: ReceivedRequest): RecordedRequest {
  const { arrival, joined, full, passing, recorded, inlineBytesMax } = received;
  const { gathered, recordedEncoding: encoding, originalHmac } = passing.body;
  const isWhole = gathered.kind === 'whole';
  const size = isWhole ? gathered.bytes.length : gathered.first.length;
  const payloads: Payload[] = [...joined.payloads];
  const target = full ? withQuery(received.target, passing.query.recorded, payloads) : received.target;
  const first = full && recorded.length > inlineBytesMax ? recorded.subarray(0, inlineBytesMax) : recorded;
  const rest = recorded.subarray(first.length);
  let inline: Body['inline'];
  if (full && first.length > 0) {
    const made = makePayload(PayloadKind.REQUEST_BODY, first);
    inline = made.ref;
    payloads.push(made.payload);
  }
  // What comes by a socket is a body that goes on.
  const isLast = isWhole && arrival.upgrade === undefined;
  const sha256 = isLast ? digestOf(recorded, rest.length === 0 ? inline?.sha256 : undefined) : noDigest;
  const passed = Math.min(first.length, size);
  const part = { requestId: arrival.requestId, envelope: joined.envelope, full };
  const parts = bodyPieces(rest, { offset: passed, size: size - passed }, received.partBytesMax).map(
    (piece, at) => requestPart(part, at + 1, piece),
  );
  const begun =
    parts.length === 0
      ? { size, sha256, originalHmac }
      : { size: passed, sha256: noDigest, originalHmac: noDigest };
  const draft: RequestDraft = {
    envelope: joined.envelope,
    body: {
      $case: 'requestReceived',
      value: {
        requestId: arrival.requestId,
        target,
        verdict: verdictMessage(passing.verdict, received.words),
        body: { ...begun, inline, parts: 0, encoding },
        claimed: describeClaims(arrival.headers, received.words),
        bodyContinues: !isLast || parts.length > 0,
        operation: passing.operation,
        masked: [...passing.masked],
      },
    },
    payloads,
    timeUs: arrival.receivedMs * 1000,
  };
  const body: Body = { size, sha256, inline: undefined, parts: parts.length, encoding, originalHmac };
  return { drafts: [draft, ...parts], body };
}

function digestOf(bytes: Buffer, known: Buffer | undefined): Buffer {
  if (known !== undefined) return known;
  return bytes.length === 0 ? emptyDigest : sha256Of(bytes);
}

function withQuery(target: HttpTarget, query: string, payloads: Payload[]): HttpTarget {
  if (query.length < 2) return target;
  const payload = describeQuery(query);
  payloads.push(payload);
  return {
    ...target,
    query: { sha256: payload.sha256, size: payload.content.length, kind: payload.kind },
  };
}

/**
 * Resolves when the request, and the session's beginning if it began with it, are durable. What was read of the request is
 * told in fewer words where it does not fit. @throws RecordError
 */
export async function recorded(
  recorder: Recorder,
  joined: Joined,
  { drafts: [first, ...parts] }: RecordedRequest,
): Promise<void> {
  const writes = [recordTold(recorder, first), ...parts.map((part) => recorder.record(part))];
  if (joined.started !== undefined) writes.push(joined.started);
  const [only, ...others] = writes;
  if (others.length === 0) return only;
  for (const settled of await Promise.allSettled(writes)) {
    if (settled.status === 'rejected') throw settled.reason;
  }
}
