/** Sixth step: the request becomes an event. Nothing is forwarded before `recorded` resolves. */
import { sha256 as sha256Of } from '@sallyport/contracts/sha256';
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind, type Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body, HttpTarget, Verdict } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EventDraft, Recorder } from '../../core/ports/recorder.js';
import type { Joined } from '../../core/session-desk.js';
import type { Arrival } from './arrival.js';
import { describeClaims, describeQuery } from './describe.js';
import type { GatheredBody } from './gather-body.js';

const noDigest: Buffer = Buffer.alloc(0);
export const emptyDigest: Buffer = sha256Of(Buffer.alloc(0));

export interface ReceivedRequest {
  readonly arrival: Arrival;
  readonly joined: Joined;
  readonly target: HttpTarget;
  readonly verdict: Verdict;
  readonly query: string;
  readonly gathered: GatheredBody;
  /** Whether bodies and query are kept. */
  readonly full: boolean;
}

/** What is known of the request's body once its event is written. */
export interface RecordedBody {
  readonly draft: EventDraft;
  /** SHA-256 of the whole body; empty while more follows. */
  readonly sha256: Buffer;
}

/** The event of a request, with its verdict and what has arrived of its body. */
export function receivedDraft(received: ReceivedRequest): RecordedBody {
  const { arrival, joined, full, gathered, query } = received;
  const bytes = gathered.kind === 'whole' ? gathered.bytes : gathered.first;
  const payloads: Payload[] = [...joined.payloads];
  let target = received.target;
  if (full && query.length > 1) {
    const payload = describeQuery(query);
    payloads.push(payload);
    target = {
      ...target,
      query: { sha256: payload.sha256, size: payload.content.length, kind: payload.kind },
    };
  }
  let inline: Body['inline'];
  let sha256 = gathered.kind === 'open' ? noDigest : emptyDigest;
  if (bytes.length > 0) {
    if (full) {
      const made = makePayload(PayloadKind.REQUEST_BODY, bytes);
      inline = made.ref;
      payloads.push(made.payload);
      if (gathered.kind === 'whole') sha256 = made.ref.sha256;
    } else if (gathered.kind === 'whole') {
      sha256 = sha256Of(bytes);
    }
  }
  return {
    sha256,
    draft: {
      envelope: joined.envelope,
      body: {
        $case: 'requestReceived',
        value: {
          requestId: arrival.requestId,
          target,
          verdict: received.verdict,
          body: { size: bytes.length, sha256, inline, parts: 0, encoding: arrival.headers.contentEncoding },
          claimed: describeClaims(arrival.headers),
          bodyContinues: gathered.kind === 'open',
        },
      },
      payloads,
      timeUs: arrival.receivedMs * 1000,
    },
  };
}

/** Resolves when the request, and the session's beginning if it began with it, are durable. @throws RecordError */
export function recorded(recorder: Recorder, joined: Joined, draft: EventDraft): Promise<void> {
  const own = recorder.record(draft);
  return joined.started === undefined ? own : both(own, joined.started);
}

async function both(own: Promise<void>, started: Promise<void>): Promise<void> {
  const [first, second] = await Promise.allSettled([own, started]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
}
