import { EventRecord, makePayload } from '@sallyport/contracts/event-codec';
import { Identity } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import {
  ApprovalVoted,
  VoteChannel,
  VoteChoice,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { CallerDetails, PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import {
  Outcome,
  RequestCompleted,
  RequestHeld,
  RequestPart,
  RequestReceived,
  RequestReleased,
  ResponsePart,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import { hash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { payloadRefs } from './payload-refs.js';
import { Timeline } from './timeline.js';
import type { TimelineItem } from './timeline.js';
import { unknownCompletion } from './unknown-completion.js';

const startUs = 1_767_323_045_000_000;
const newId = uuidV7Generator();
const requestId = newId(startUs / 1000);
const kept = new Map<string, Buffer>();
let timeline: Timeline;
let position = 0;

beforeEach(() => {
  timeline = new Timeline(startUs, new Map(), (bytes, coding) =>
    coding === 'rot' ? bytes.toReversed() : undefined,
  );
  position = 0;
});

const keep = (kind: PayloadKind, text: string) => {
  const { ref } = makePayload(kind, Buffer.from(text));
  kept.set(ref.sha256.toString('hex'), Buffer.from(text));
  return ref;
};
const record = (body: NonNullable<EventRecord['body']>, afterUs: number): EventRecord => ({
  ...EventRecord.fromPartial({
    envelope: {
      id: newId(startUs / 1000),
      timeUs: startUs + afterUs,
      session: 's',
      producer: { replica: 'g', bootEpoch: 'b', sequence: 1 },
    },
  }),
  body,
});
const tell = (told: EventRecord): TimelineItem =>
  timeline.item(
    { log: 'traffic/2', partition: 2, position: position++, leafHash: Buffer.alloc(32), record: told },
    (ref) => kept.get(ref.sha256.toString('hex')),
  );

describe('a timeline', () => {
  it('keeps the original timing, and decodes what it can', () => {
    const body = { size: 3, inline: keep(PayloadKind.RESPONSE_BODY, 'abc'), encoding: 'rot' };
    const value = RequestCompleted.fromPartial({ requestId, outcome: Outcome.ANSWERED, responseBody: body });
    const item = tell(record({ $case: 'requestCompleted', value }, 1_500));
    expect(item).toMatchObject({
      offsetMs: 1.5,
      time: '2026-01-02T03:04:05.001500Z',
      position: 0,
      outcome: 'answered',
    });
    expect(item.response).toMatchObject({ recorded: 'text', text: 'cba', encoding: 'rot' });
  });

  it('shows who called, and never the salt of the details', () => {
    const details = { email: 'a@example.com', name: 'A', address: '192.0.2.7' };
    const content = CallerDetails.encode({ ...details, salt: Buffer.from('salt') }).finish();
    const { ref, payload } = makePayload(PayloadKind.CALLER, content);
    kept.set(ref.sha256.toString('hex'), payload.content);
    const told = record({ $case: 'sessionStarted', value: { claimedSession: '' } }, 0);
    if (told.envelope) told.envelope.identity = Identity.fromPartial({ subject: 'a', caller: ref });
    expect(tell(told).caller).toStrictEqual(details);
  });

  it('joins an upload from its first bytes and its parts', () => {
    const first = keep(PayloadKind.REQUEST_BODY, 'one ');
    const received = RequestReceived.fromPartial({
      requestId,
      bodyContinues: true,
      body: { size: 4, inline: first },
    });
    tell(record({ $case: 'requestReceived', value: received }, 0));
    const content = keep(PayloadKind.REQUEST_BODY, 'two');
    const part = RequestPart.fromPartial({ requestId, index: 1, offset: 4, size: 3, content });
    expect(tell(record({ $case: 'requestPart', value: part }, 1)).request?.text).toBe('two');
    const whole = { size: 7, parts: 1, sha256: hash('sha256', 'one two', 'buffer') };
    const value = RequestCompleted.fromPartial({ requestId, requestBody: whole });
    expect(tell(record({ $case: 'requestCompleted', value }, 2)).request).toMatchObject({
      text: 'one two',
      digestMatches: true,
    });
  });

  it('of a masked stream shows what is recorded, and the proof of what came', () => {
    const pieces = [
      { offset: 0, size: 12, text: 'mail ' },
      { offset: 12, size: 9, text: '' },
      { offset: 21, size: 0, text: '[EMAIL]' },
    ];
    const views = pieces.map(({ offset, size, text }, index) => {
      const content = keep(PayloadKind.RESPONSE_BODY, text);
      const part = ResponsePart.fromPartial({ requestId, index: index + 1, offset, size, content });
      return tell(record({ $case: 'responsePart', value: part }, index)).response;
    });
    expect(views).toEqual([
      { size: 12, recordedSize: 5, recorded: 'text', text: 'mail ' },
      { size: 9, recordedSize: 0, recorded: 'text', text: '' },
      { size: 0, recordedSize: 7, recorded: 'text', text: '[EMAIL]' },
    ]);
    const sha256 = hash('sha256', 'mail [EMAIL]', 'buffer');
    const value = RequestCompleted.fromPartial({
      requestId,
      responseBody: { size: 21, parts: 3, sha256, originalHmac: Buffer.of(1, 2) },
    });
    expect(tell(record({ $case: 'requestCompleted', value }, 9)).response).toEqual({
      size: 21,
      sha256: sha256.toString('hex'),
      originalHmac: '0102',
      recordedSize: 12,
      recorded: 'text',
      text: 'mail [EMAIL]',
      digestMatches: true,
    });
  });

  it('shows tool calls with the arguments that did not reach the client', () => {
    const kept = keep(PayloadKind.TOOL_ARGUMENTS, '{"table":"users"}');
    const erased = makePayload(PayloadKind.TOOL_ARGUMENTS, Buffer.from('{}')).ref;
    const value = RequestCompleted.fromPartial({
      requestId,
      toolCalls: [
        { tool: 'search', callId: 'c1', verdict: { decision: 1, reasons: ['ACCESS_GRANTED'] } },
        { tool: 'drop', verdict: { decision: 2, rule: 'no-drop' }, arguments: kept },
        { tool: 'drop', verdict: { decision: 2, rule: 'no-drop' }, arguments: erased },
      ],
      toolCallCount: 3,
    });
    const completed = record({ $case: 'requestCompleted', value }, 1);
    expect(payloadRefs(completed)).toEqual([kept, erased]);
    const { toolCalls } = tell(completed);
    expect(toolCalls?.[0]).toEqual({
      tool: 'search',
      callId: 'c1',
      verdict: { decision: 'allow', rule: '', reasons: ['ACCESS_GRANTED'], obligations: [] },
    });
    expect(toolCalls?.slice(1).map((call) => call.arguments)).toEqual([
      { recorded: 'text', text: '{"table":"users"}' },
      { recorded: 'missing' },
    ]);
  });

  it('says of bodies that were not recorded, or are erased, which of the two it was', () => {
    const part = RequestPart.fromPartial({ requestId, index: 1, offset: 0, size: 7 });
    expect(tell(record({ $case: 'requestPart', value: part }, 0)).request).toEqual({
      size: 7,
      recorded: 'none',
    });
    const erased = makePayload(PayloadKind.RESPONSE_BODY, Buffer.from('erased')).ref;
    const value = RequestCompleted.fromPartial({
      requestId,
      requestBody: { size: 7, parts: 1 },
      responseBody: { size: 6, inline: erased },
    });
    const completed = record({ $case: 'requestCompleted', value }, 1);
    expect(payloadRefs(completed)).toEqual([erased]);
    expect(tell(completed)).toMatchObject({
      request: { recorded: 'none' },
      response: { recorded: 'missing' },
    });
  });

  it('prefers the real end of a request to the supposed one, also while it runs', () => {
    const value = RequestReceived.fromPartial({ requestId, verdict: { decision: 1 } });
    const opening = record({ $case: 'requestReceived', value }, 0);
    tell(opening);
    const supposed = tell(
      unknownCompletion(opening, startUs + 60_000_000, { replica: 'a', bootEpoch: 'c', sequence: 1 }),
    );
    expect(supposed).toMatchObject({ outcome: 'unknown', incomplete: true, offsetMs: 60_000 });
    const end = RequestCompleted.fromPartial({ requestId, outcome: Outcome.CLIENT_GONE });
    expect(tell(record({ $case: 'requestCompleted', value: end }, 9))).toMatchObject({
      outcome: 'client-gone',
      supersedes: supposed.id,
    });
  });
});

describe('what people decide', () => {
  it('is told with their reasons, and what a held tool call would do', () => {
    const reason = keep(PayloadKind.REASON, 'known customer');
    const voted = ApprovalVoted.fromPartial({
      ...{ approvalId: requestId, choice: VoteChoice.APPROVE, channel: VoteChannel.SLACK, reason },
      grant: { durationMsMax: 60_000, usesMax: 3 },
    });
    expect(tell(record({ $case: 'approvalVoted', value: voted }, 0))).toMatchObject({
      approvalId: requestId,
      approval: { choice: 'approve', channel: 'slack', grant: { durationMs: 60_000, uses: 3 } },
      said: { recorded: 'text', text: 'known customer' },
    });
    const held = RequestHeld.fromPartial({
      ...{ requestId, rule: 'ask', expiresUs: startUs, call: { tool: 'delete_note' } },
      requirement: { anyOf: [{ steps: [{ groups: ['ops', 'dba'], people: 2 }] }] },
      content: keep(PayloadKind.REQUEST_BODY, '{"id":7}'),
    });
    expect(tell(record({ $case: 'requestHeld', value: held }, 0))).toMatchObject({
      ...{ heldCall: 'delete_note', heldArguments: { text: '{"id":7}' } },
      approval: { needs: [['2 of ops or dba']], expiresMs: startUs / 1000 },
    });
  });

  it('and whose end nobody saw is said to have been released', () => {
    const released = { $case: 'requestReleased' as const, value: RequestReleased.fromPartial({ requestId }) };
    const opening = record(released, 0);
    tell(opening);
    const producer = { replica: 'a', bootEpoch: 'b', sequence: 1 };
    expect(tell(unknownCompletion(opening, startUs, producer))).toMatchObject({
      ...{ outcome: 'unknown', released: true },
    });
    expect(tell(unknownCompletion(opening, startUs, producer))).not.toHaveProperty('released');
  });
});
