/** The shapes of answers, for OpenAPI: written by hand, because the views are plain types. */
import { decisions, toldDecisions } from './openapi-decisions.js';
import {
  alert,
  cost,
  count,
  flag,
  masked,
  operation,
  text,
  texts,
  toolCall,
  usage,
  verdict,
} from './openapi-traffic.js';
import type { Schema } from './openapi-traffic.js';

const time: Schema = { type: 'string', format: 'date-time' };

export const sessionSchema: Schema = {
  type: 'object',
  required: ['id', 'firstTime', 'lastTime', 'agents', 'connections', 'events', 'requests', 'refused'],
  properties: {
    id: text,
    firstTime: time,
    lastTime: time,
    identity: { type: 'object', properties: { issuer: text, subject: text } },
    basis: { type: 'string', enum: ['unspecified', 'header', 'thread', 'window', 'source'] },
    agents: texts,
    connections: texts,
    events: count,
    requests: count,
    allowed: count,
    held: { ...count, description: 'Requests that had to wait for people' },
    released: { ...count, description: 'Of the held ones, those that passed in the end' },
    heldRefused: { ...count, description: 'Of the held ones, those that were refused once they had waited' },
    refused: count,
    completed: count,
    models: { ...texts, description: 'As requests name them' },
    graphs: texts,
    tools: { ...texts, description: 'Tools that answers called' },
    toolCalls: count,
    deniedToolCalls: { ...count, description: 'Calls that policy denied' },
    heldToolCalls: { ...count, description: 'Calls that policy held for people' },
    masked: { ...count, description: 'Values that were masked, in requests and answers' },
    maskedKinds: texts,
    tokens: {
      type: 'object',
      properties: {
        input: count,
        output: count,
        cached: { ...count, description: 'Of the input' },
        reasoning: { ...count, description: 'Of the output' },
      },
    },
    costs: { type: 'array', items: cost },
    alerts: count,
    people: {
      type: 'object',
      description: 'What people decided on its approvals',
      properties: { approved: count, denied: count },
    },
  },
};

const body: Schema = {
  type: 'object',
  properties: {
    size: count,
    sha256: { type: 'string', description: 'Of the body in its most masked form, as it is recorded' },
    originalHmac: {
      type: 'string',
      description: 'What is recorded is not what came: keyed digest of that, hexadecimal',
    },
    recordedSize: { ...count, description: 'Where it differs from the size that passed' },
    encoding: text,
    recorded: { type: 'string', enum: ['text', 'binary', 'undecodable', 'too-long', 'missing', 'none'] },
    text,
    truncated: flag,
    digestMatches: flag,
  },
};

export const eventSchema: Schema = {
  type: 'object',
  required: ['id', 'type', 'time', 'session', 'producer', 'log', 'partition', 'position', 'leafHash'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    type: text,
    time,
    session: text,
    log: { type: 'string', description: 'Topic and partition that it came by, such as decisions/0' },
    partition: count,
    position: count,
    leafHash: { type: 'string', description: 'RFC 6962 leaf hash of the record, hexadecimal' },
    requestId: text,
    claimedSession: text,
    replica: text,
    identity: {
      type: 'object',
      properties: {
        issuer: text,
        subject: text,
        agent: text,
        groups: texts,
        act: { type: 'array', items: { type: 'object' } },
      },
    },
    connection: text,
    source: { type: 'object', properties: { network: text, forwarded: flag } },
    verdict,
    operation,
    masked,
    usage,
    cost,
    answerVerdict: verdict,
    toolCalls: { type: 'array', items: toolCall },
    toolCallCount: count,
    alert,
    ...decisions,
    method: text,
    path: text,
    headers: { type: 'object', additionalProperties: text },
    status: count,
    code: text,
    outcome: text,
    incomplete: flag,
    count,
    requestBytes: count,
    responseBytes: count,
    timings: {
      type: 'object',
      properties: {
        forwardedAfterMs: { type: 'number' },
        firstByteAfterMs: { type: 'number' },
        durationMs: { type: 'number' },
      },
    },
    producer: { type: 'object', properties: { replica: text, bootEpoch: text, sequence: count } },
  },
};

export const timelineSchema: Schema = {
  ...eventSchema,
  properties: {
    ...('properties' in eventSchema ? eventSchema.properties : {}),
    offsetMs: { type: 'number', description: 'From the first event of the session' },
    caller: {
      type: 'object',
      description: 'Personal details, where they are kept',
      required: ['email', 'name', 'address'],
      additionalProperties: false,
      properties: { email: text, name: text, address: text },
    },
    query: text,
    toolCalls: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          ...('properties' in toolCall ? toolCall.properties : {}),
          arguments: {
            type: 'object',
            description: 'Of a call that did not reach the agent',
            properties: { recorded: text, text, truncated: flag },
          },
        },
      },
    },
    request: body,
    response: body,
    supersededBy: text,
    supersedes: text,
    ...toldDecisions,
  },
};

export function pageOf(item: Schema, more: Record<string, Schema> = {}): Schema {
  return {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: item }, nextCursor: text, ...more },
  };
}

export const errorSchema: Schema = {
  type: 'object',
  properties: { error: { type: 'object', properties: { code: text, message: text } } },
};
