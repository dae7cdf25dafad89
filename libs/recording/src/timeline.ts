/** A session told as a timeline: each event with its offset from the session's start, and the bodies put together again. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { CallerDetails } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { JudgedCall } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { UndoCoding } from './body-text.js';
import { bodyText } from './body-text.js';
import type { EventView } from './event-view.js';
import { eventView } from './event-view.js';
import type { BodyView, FindPayload } from './tell-bodies.js';
import { BodyTeller, shownText } from './tell-bodies.js';
import { unknownCompletionId } from './unknown-completion.js';
import type { ToolCallView } from './verdict-view.js';
import { toolCallView } from './verdict-view.js';

export interface ToldToolCall extends ToolCallView {
  /** Arguments of a call that did not reach the client, masked: the answer's body does not have them. */
  readonly arguments?: TextView;
}

export interface TimelineItem extends Omit<EventView, 'toolCalls'> {
  /** Milliseconds from the session's first event, with microseconds as fraction. */
  readonly offsetMs: number;
  /** Name of the log that holds the record, such as `traffic/3`: topic and partition. */
  readonly log: string;
  /** Position of the record in that log. */
  readonly position: number;
  readonly partition: number;
  /** RFC 6962 leaf hash, hexadecimal. */
  readonly leafHash: string;
  /** Personal details, where they are kept. */
  readonly caller?: { readonly email: string; readonly name: string; readonly address: string };
  readonly query?: string;
  readonly toolCalls?: readonly ToldToolCall[];
  readonly request?: BodyView;
  readonly response?: BodyView;
  /** On a completion that was only supposed ("unknown"): the id of the real one that came later. */
  readonly supersededBy?: string;
  /** On a real completion: the id of the supposed one that it replaces. */
  readonly supersedes?: string;
  /** On a supposed completion: the request had waited for people, and was released. */
  readonly released?: true;
  /** What a voter, or who placed a lock, gave as their reason. */
  readonly said?: TextView;
  /** Arguments of a tool call that waits, masked. */
  readonly heldArguments?: TextView;
}

/** A text that is not a body. */
export type TextView = Pick<BodyView, 'recorded' | 'text' | 'truncated'>;

/** Released requests whose end is awaited in one timeline; of the oldest beyond, their release is not said again. */
const releasedMax = 256;

export interface ArchivedRecord {
  /** Name of its log. */
  readonly log: string;
  readonly partition: number;
  readonly position: number;
  readonly leafHash: Uint8Array;
  readonly record: EventRecord;
}

export class Timeline {
  private readonly teller: BodyTeller;
  private readonly completions: Map<string, string>;
  private readonly released = new Set<string>();

  /**
   * @param startUs Time of the session's first event: microseconds since 1970.
   * @param completions Real completions of requests that have a supposed one too, by request id.
   */
  constructor(
    private readonly startUs: number,
    completions: ReadonlyMap<string, string>,
    undoCoding: UndoCoding,
  ) {
    this.teller = new BodyTeller(undoCoding);
    this.completions = new Map(completions);
  }

  /** Tells the next record; call it in the order of its log. */
  item(archived: ArchivedRecord, payload: FindPayload): TimelineItem {
    const { record } = archived;
    const view = eventView(record);
    const caller = record.envelope?.identity?.caller;
    const details = caller && payload(caller);
    return {
      ...view,
      offsetMs: ((record.envelope?.timeUs ?? this.startUs) - this.startUs) / 1000,
      log: archived.log,
      partition: archived.partition,
      position: archived.position,
      leafHash: Buffer.from(archived.leafHash).toString('hex'),
      ...(details !== undefined && { caller: personalDetails(details) }),
      ...this.contents(record, payload),
      ...this.replacement(record),
    };
  }

  private contents(record: EventRecord, payload: FindPayload): Partial<TimelineItem> {
    const { body } = record;
    switch (body?.$case) {
      case 'requestReceived': {
        const request = this.teller.received(body.value, payload);
        return { ...queryText(body.value.target?.query, payload), ...(request && { request }) };
      }
      case 'requestRefused':
        return queryText(body.value.target?.query, payload);
      case 'requestPart':
        return { request: this.teller.part('request', body.value, payload) };
      case 'responsePart':
        return { response: this.teller.part('response', body.value, payload) };
      case 'requestReleased':
        this.remember(body.value.requestId);
        return {};
      case 'requestHeld': {
        const { call, content } = body.value;
        return call && content ? { heldArguments: textOf(content, payload) } : {};
      }
      case 'approvalVoted':
      case 'lockPlaced':
        return body.value.reason ? { said: textOf(body.value.reason, payload) } : {};
      case 'requestCompleted': {
        const { requestId, requestBody, responseBody, toolCalls } = body.value;
        const bodies = { request: requestBody, response: responseBody };
        return {
          ...this.teller.completed(requestId, bodies, payload),
          ...(toolCalls.length > 0 && { toolCalls: toolCalls.map((call) => toldCall(call, payload)) }),
          ...(this.released.delete(requestId) &&
            body.value.outcome === Outcome.UNKNOWN && { released: true }),
        };
      }
      default:
        return {};
    }
  }

  private remember(requestId: string): void {
    this.released.add(requestId);
    const [oldest] = this.released;
    if (this.released.size > releasedMax && oldest !== undefined) this.released.delete(oldest);
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

function toldCall(call: JudgedCall, payload: FindPayload): ToldToolCall {
  const view = toolCallView(call);
  return call.arguments === undefined ? view : { ...view, arguments: textOf(call.arguments, payload) };
}

function textOf(ref: PayloadRef, payload: FindPayload): TextView {
  const bytes = payload(ref);
  return bytes === undefined ? { recorded: 'missing' } : shownText(bodyText(bytes, '', () => undefined));
}
