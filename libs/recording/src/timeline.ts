/** A session told as a timeline: each event with its offset from the session's start, and the bodies put together again. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { CallerDetails } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { BodyText, UndoCoding } from './body-text.js';
import { bodyText, partText } from './body-text.js';
import type { EventView } from './event-view.js';
import { eventView } from './event-view.js';
import { BodyPieces } from './join-body.js';
import { unknownCompletionId } from './unknown-completion.js';

export interface BodyView {
  /** Bytes that passed. */
  readonly size: number;
  /** SHA-256 of all bytes that passed, hexadecimal; absent while more follow. */
  readonly sha256?: string;
  readonly encoding?: string;
  /** `none`: not recorded; `missing`: erased or lost; `binary`, `undecodable` and `too-long` have no text. */
  readonly recorded: 'text' | 'binary' | 'undecodable' | 'too-long' | 'missing' | 'none';
  readonly text?: string;
  /** The text goes on, but is not shown. */
  readonly truncated?: true;
  /** False when the joined bytes are not those that passed. */
  readonly digestMatches?: boolean;
}

export interface TimelineItem extends EventView {
  /** Milliseconds from the session's first event, with microseconds as fraction. */
  readonly offsetMs: number;
  /** Position of the record in the log of its partition. */
  readonly position: number;
  readonly partition: number;
  /** RFC 6962 leaf hash, hexadecimal. */
  readonly leafHash: string;
  /** Personal details, where they are kept. */
  readonly caller?: { readonly email: string; readonly name: string; readonly address: string };
  readonly query?: string;
  readonly request?: BodyView;
  readonly response?: BodyView;
  /** On a completion that was only supposed ("unknown"): the id of the real one that came later. */
  readonly supersededBy?: string;
  /** On a real completion: the id of the supposed one that it replaces. */
  readonly supersedes?: string;
}

export interface ArchivedRecord {
  readonly partition: number;
  readonly position: number;
  readonly leafHash: Uint8Array;
  readonly record: EventRecord;
}

/** Finds a payload's content; undefined when it is not (or no longer) kept. */
export type FindPayload = (ref: PayloadRef) => Uint8Array | undefined;

/** Requests followed at the same time in one timeline; of the oldest ones beyond, long bodies are not joined. */
const openBodiesMax = 256;

interface OpenBodies {
  readonly request: BodyPieces;
  readonly response: BodyPieces;
}

export class Timeline {
  private readonly open = new Map<string, OpenBodies>();
  private readonly completions: Map<string, string>;

  /**
   * @param startUs Time of the session's first event: microseconds since 1970.
   * @param completions Real completions of requests that have a supposed one too, by request id.
   */
  constructor(
    private readonly startUs: number,
    completions: ReadonlyMap<string, string>,
    private readonly undoCoding: UndoCoding,
  ) {
    this.completions = new Map(completions);
  }

  /** Tells the next record; call it in the order of the log. */
  item(archived: ArchivedRecord, payload: FindPayload): TimelineItem {
    const { record } = archived;
    const view = eventView(record);
    const caller = record.envelope?.identity?.caller;
    const details = caller && payload(caller);
    return {
      ...view,
      offsetMs: ((record.envelope?.timeUs ?? this.startUs) - this.startUs) / 1000,
      partition: archived.partition,
      position: archived.position,
      leafHash: Buffer.from(archived.leafHash).toString('hex'),
      ...(details !== undefined && { caller: personalDetails(details) }),
      ...this.bodies(record, payload),
      ...this.replacement(record),
    };
  }

  private bodies(record: EventRecord, payload: FindPayload): Partial<TimelineItem> {
    const { body } = record;
    switch (body?.$case) {
      case 'requestReceived': {
        const { value } = body;
        const query = queryText(value.target?.query, payload);
        if (value.body === undefined) return query;
        const { inline } = value.body;
        if (value.bodyContinues) {
          const { request } = this.pieces(value.requestId);
          request.add(0, inline?.size ?? value.body.size, inline !== undefined, inline && payload(inline));
        }
        return { ...query, request: this.inline(value.body, payload) };
      }
      case 'requestRefused':
        return queryText(body.value.target?.query, payload);
      case 'requestPart':
        return { request: this.part(this.pieces(body.value.requestId).request, body.value, payload) };
      case 'responsePart':
        return { response: this.part(this.pieces(body.value.requestId).response, body.value, payload) };
      case 'requestCompleted': {
        const { requestId, requestBody, responseBody } = body.value;
        const pieces = this.open.get(requestId);
        this.open.delete(requestId);
        return {
          ...(requestBody && { request: this.whole(requestBody, pieces?.request, payload) }),
          ...(responseBody && { response: this.whole(responseBody, pieces?.response, payload) }),
        };
      }
      default:
        return {};
    }
  }

  private part(
    pieces: BodyPieces,
    part: { readonly offset: number; readonly size: number; readonly content: PayloadRef | undefined },
    payload: FindPayload,
  ): BodyView {
    const bytes = part.content && payload(part.content);
    const recorded = part.content !== undefined;
    pieces.add(part.offset, part.size, recorded, bytes);
    if (bytes === undefined) return { size: part.size, recorded: recorded ? 'missing' : 'none' };
    return { size: part.size, ...shownText(partText(bytes)) };
  }

  private pieces(requestId: string): OpenBodies {
    let open = this.open.get(requestId);
    if (open === undefined) {
      open = { request: new BodyPieces(), response: new BodyPieces() };
      this.open.set(requestId, open);
      if (this.open.size > openBodiesMax) {
        const [oldest] = this.open.keys();
        if (oldest !== undefined) this.open.delete(oldest);
      }
    }
    return open;
  }

  /** A body that travels in its event. */
  private inline(body: Body, payload: FindPayload): BodyView {
    const bytes = body.inline && payload(body.inline);
    return { ...known(body), ...this.shown(bytes, body.inline !== undefined, body.encoding, body.size) };
  }

  /** A body at its completion: in the event, or joined from its parts. */
  private whole(body: Body, pieces: BodyPieces | undefined, payload: FindPayload): BodyView {
    if (body.inline !== undefined || body.parts === 0) return this.inline(body, payload);
    if (pieces === undefined) return { ...known(body), recorded: 'missing' };
    const joined = pieces.join(body.size, body.sha256);
    if (joined.kind !== 'whole') return { ...known(body), recorded: joined.kind };
    return {
      ...known(body),
      ...this.shown(joined.bytes, true, body.encoding, body.size),
      ...(joined.digestMatches !== undefined && { digestMatches: joined.digestMatches }),
    };
  }

  private shown(
    bytes: Uint8Array | undefined,
    recorded: boolean,
    encoding: string,
    size: number,
  ): Pick<BodyView, 'recorded' | 'text' | 'truncated'> {
    if (bytes === undefined) return { recorded: recorded && size > 0 ? 'missing' : 'none' };
    return shownText(bodyText(bytes, encoding, this.undoCoding));
  }

  private replacement(record: EventRecord): Partial<TimelineItem> {
    if (record.body?.$case !== 'requestCompleted') return {};
    const { requestId } = record.body.value;
    const supposed = unknownCompletionId(requestId);
    const real = this.completions.get(requestId);
    if (record.envelope?.id === supposed) {
      if (real === undefined) this.completions.set(requestId, '');
      return real === undefined || real === '' ? {} : { supersededBy: real };
    }
    return real === undefined ? {} : { supersedes: supposed };
  }
}

/** Named one by one: the salt beside them keeps digests from being guessed, and is nobody's to see. */
function personalDetails(content: Uint8Array): NonNullable<TimelineItem['caller']> {
  const { email, name, address } = CallerDetails.decode(content);
  return { email, name, address };
}

function queryText(ref: PayloadRef | undefined, payload: FindPayload): Partial<TimelineItem> {
  const bytes = ref && payload(ref);
  return bytes === undefined ? {} : { query: Buffer.from(bytes).toString('utf8') };
}

function shownText(body: BodyText): Pick<BodyView, 'recorded' | 'text' | 'truncated'> {
  if (body.kind !== 'text') return { recorded: body.kind };
  return { recorded: 'text', text: body.text, ...(body.truncated && { truncated: true }) };
}

function known(body: Body): Pick<BodyView, 'size' | 'sha256' | 'encoding'> {
  return {
    size: body.size,
    ...(body.sha256.length > 0 && { sha256: body.sha256.toString('hex') }),
    ...(body.encoding !== '' && { encoding: body.encoding }),
  };
}
