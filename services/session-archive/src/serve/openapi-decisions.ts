/** The shapes of what people decide, for OpenAPI: of what waits, of votes, outcomes, grants and locks. */
import { count, flag, text, texts } from './openapi-traffic.js';
import type { Schema } from './openapi-traffic.js';

const time: Schema = { type: 'number', description: 'Milliseconds since 1970' };

const lock: Schema = {
  type: 'object',
  properties: {
    id: text,
    on: { type: 'string', enum: ['session', 'identity', 'agent', 'token', 'connection', 'group'] },
    value: text,
    issuer: text,
    expiresMs: time,
    terminateLive: flag,
  },
};

const approval: Schema = {
  type: 'object',
  description: 'Of events that people are behind: what each of them says, and no more',
  properties: {
    rule: text,
    digest: { type: 'string', description: 'SHA-256 of the request it is bound to, hexadecimal' },
    needs: {
      type: 'array',
      description: 'Ways to agree, any of which is enough; each with its steps, such as 2 of ops',
      items: { type: 'array', items: text },
    },
    shape: { type: 'string', description: 'What requests like it have in common' },
    expiresMs: time,
    choice: { type: 'string', enum: ['approve', 'deny', 'withdraw'] },
    channel: { type: 'string', enum: ['slack', 'rest'] },
    refused: { type: 'string', description: 'Why a vote did not count' },
    grant: {
      type: 'object',
      description: 'What a vote permits beyond the one request',
      properties: { durationMs: count, uses: count },
    },
    outcome: text,
    was: { type: 'string', description: 'How it stood when its time passed' },
    deciders: texts,
    grantId: text,
    uses: count,
    lock,
    lockId: text,
    findingId: text,
    replica: text,
    applied: {
      type: 'object',
      description: 'What a lock ended on a replica, and how long after it was placed',
      properties: { streams: count, held: count, afterMs: { type: 'number' } },
    },
  },
};

export const decisions: Record<string, Schema> = {
  approvalId: { type: 'string', description: 'Id of the request that opened it' },
  approval,
  heldCall: { type: 'string', description: 'Tool whose call in an answer waits for people' },
  isCall: { type: 'boolean', description: 'What was released is a tool call of an answer' },
};

const told: Schema = { type: 'object', properties: { recorded: text, text, truncated: flag } };

/** In a timeline, besides. */
export const toldDecisions: Record<string, Schema> = {
  said: { ...told, description: 'What a voter, or who placed a lock, gave as their reason' },
  heldArguments: { ...told, description: 'Arguments of a tool call that waits, masked' },
  released: {
    type: 'boolean',
    description: 'On an end that nobody saw: the request had waited for people, and was released',
  },
};
