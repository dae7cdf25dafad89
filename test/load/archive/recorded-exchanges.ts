/** Events as a gateway writes them for chat calls, two per request, for as many requests as wanted. */
import { hash } from 'node:crypto';
import { encodeEvent, makePayload } from '@sallyport/contracts/event-codec';
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Payload, PayloadRef } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { Decision, Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { connectionName } from '../targets/gateway-document.js';
import { callerGroup } from '../targets/token-issuer.js';
import { allowedModel } from '../traffic/chat-request.js';
import { chatPath, exchanges } from '../traffic/exchanges.js';

const SESSIONS = 64; // As many as the load generator has callers.
const REQUEST_US = 2000; // Requests of the generated past lie this far apart.
const policyVersion = hash('sha256', 'a policy document');
const newId = uuidV7Generator();
const { turns } = exchanges.json;
const operation: Operation = {
  dialect: 'openai-chat',
  kinds: ['chat'],
  model: allowedModel,
  graphs: [],
  thread: '',
  collections: [],
  items: 0,
  streaming: false,
  toolsOffered: ['search_orders', 'get_invoice'],
  toolsCalled: [],
  unreadable: '',
  hiddenHistory: false,
  toolsWithheld: [],
};

/** Makes the messages of `requests` requests, in the order in which a gateway would append them. */
export function* recordedExchanges(requests: number): Generator<LogMessage> {
  const bootEpoch = newId(Date.now());
  let sequence = 0;
  const message = (
    index: number,
    timeUs: number,
    body: EventRecord['body'],
    payloads: readonly Payload[],
  ): LogMessage => {
    const envelope = envelopeOf(index, timeUs, { replica: 'bench-gateway', bootEpoch, sequence: ++sequence });
    return { key: envelope.session, value: encodeEvent({ envelope, body }, payloads), headers: {} };
  };
  const startUs = Date.now() * 1000 - requests * REQUEST_US;
  for (let index = 0; index < requests; index++) {
    const timeUs = startUs + index * REQUEST_US;
    const requestId = newId(timeUs / 1000);
    // Bodies differ from request to request, as they do in life: equal payloads are stored once and cost less.
    const { requestBody = '', answer = '' } = turns[index % turns.length] ?? {};
    const asked = makePayload(PayloadKind.REQUEST_BODY, Buffer.from(`${requestBody} ${requestId}`));
    const answered = makePayload(PayloadKind.RESPONSE_BODY, Buffer.from(`${answer.slice(37)} ${requestId}`));
    yield message(index, timeUs, receivedBody(requestId, wholeBody(asked.ref)), [asked.payload]);
    const bodies = { requestBody: wholeBody(asked.ref), responseBody: wholeBody(answered.ref) };
    yield message(index, timeUs + 1500, completedBody(requestId, timeUs, bodies), [answered.payload]);
  }
}

function envelopeOf(index: number, timeUs: number, producer: Envelope['producer']): Envelope {
  const person = index % SESSIONS;
  return {
    id: newId(timeUs / 1000),
    timeUs,
    schemaVersion: 1,
    session: `ses_${hash('sha256', `bench session ${person}`, 'base64url').slice(0, 22)}`,
    sessionBasis: SessionBasis.WINDOW,
    producer,
    identity: {
      issuer: 'https://login.example.test/realm',
      subject: `bench-person-${person}`,
      agent: 'bench-agent',
      groups: ['staff', callerGroup, `team-${person % 7}`],
      act: [],
      tokenId: `bench-token-${person}`,
      caller: undefined,
    },
    connection: connectionName,
    source: { network: '127.0.0.0/24', forwarded: false },
    traceparent: '',
    tracestate: '',
    policyVersion,
  };
}

function wholeBody(inline: PayloadRef): Body {
  return {
    size: inline.size,
    sha256: inline.sha256,
    inline,
    parts: 0,
    encoding: '',
    originalHmac: Buffer.alloc(0),
  };
}

function receivedBody(requestId: string, body: Body): EventRecord['body'] {
  return {
    $case: 'requestReceived',
    value: {
      requestId,
      target: {
        method: 'POST',
        path: chatPath,
        query: undefined,
        headers: [
          { name: 'content-type', value: 'application/json' },
          { name: 'user-agent', value: 'sallyport-bench' },
        ],
      },
      verdict: {
        decision: Decision.ALLOW,
        rule: 'chat',
        reasons: ['ACCESS_GRANTED'],
        obligations: [],
        sentence: '',
        monitored: [],
      },
      body,
      claimed: undefined,
      bodyContinues: false,
      operation,
      masked: [],
    },
  };
}

function completedBody(
  requestId: string,
  receivedUs: number,
  bodies: { readonly requestBody: Body; readonly responseBody: Body },
): EventRecord['body'] {
  return {
    $case: 'requestCompleted',
    value: {
      requestId,
      outcome: Outcome.ANSWERED,
      status: 200,
      code: '',
      headers: [{ name: 'content-type', value: 'application/json' }],
      requestBody: { ...bodies.requestBody, inline: undefined },
      responseBody: bodies.responseBody,
      receivedUs,
      forwardedAfterUs: 400,
      firstByteAfterUs: 1200,
      durationUs: 1500,
      incomplete: false,
      usage: {
        inputTokens: 214,
        outputTokens: 180,
        cachedTokens: 128,
        reasoningTokens: 0,
        model: allowedModel,
      },
      cost: { currency: 'USD', micros: 131 },
      masked: [],
      answerVerdict: undefined,
      toolCalls: [],
      toolCallCount: 0,
    },
  };
}
