/** The shapes of answers, for OpenAPI: written by hand, because the views are plain types. */
import type { ApiResponseOptions } from '@nestjs/swagger';

type Schema = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const time: Schema = { type: 'string', format: 'date-time' };
const texts: Schema = { type: 'array', items: text };

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
    held: count,
    refused: count,
    completed: count,
  },
};

const body: Schema = {
  type: 'object',
  properties: {
    size: count,
    sha256: text,
    encoding: text,
    recorded: { type: 'string', enum: ['text', 'binary', 'undecodable', 'too-long', 'missing', 'none'] },
    text,
    truncated: { type: 'boolean' },
    digestMatches: { type: 'boolean' },
  },
};

export const eventSchema: Schema = {
  type: 'object',
  required: ['id', 'type', 'time', 'session', 'producer', 'partition', 'position', 'leafHash'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    type: text,
    time,
    session: text,
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
    source: { type: 'object', properties: { network: text, forwarded: { type: 'boolean' } } },
    verdict: {
      type: 'object',
      properties: {
        decision: { type: 'string', enum: ['allow', 'deny', 'hold', 'unspecified'] },
        rule: text,
        reasons: texts,
        obligations: texts,
      },
    },
    method: text,
    path: text,
    headers: { type: 'object', additionalProperties: text },
    status: count,
    code: text,
    outcome: text,
    incomplete: { type: 'boolean' },
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
    request: body,
    response: body,
    supersededBy: text,
    supersedes: text,
  },
};

export function pageOf(item: Schema): Schema {
  return {
    type: 'object',
    required: ['items'],
    properties: { items: { type: 'array', items: item }, nextCursor: text },
  };
}

export const errorSchema: Schema = {
  type: 'object',
  properties: { error: { type: 'object', properties: { code: text, message: text } } },
};
