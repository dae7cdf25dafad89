/** The shapes of answers and bodies, for OpenAPI: written by hand, because the views are plain types. */
import type { ApiResponseOptions } from '@nestjs/swagger';
import { lockTargets } from '../core/lock.js';
import { stateNames } from './query.js';

export type Schema = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };
const count: Schema = { type: 'integer', minimum: 0 };
const flag: Schema = { type: 'boolean' };
const time: Schema = { type: 'string', format: 'date-time' };
const id: Schema = { type: 'string', format: 'uuid' };
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  ...{ type: 'object', properties },
  ...(required.length > 0 && { required }),
});
const list = (items: Schema): Schema => ({ type: 'array', items });

const person = object({ issuer: text, subject: text }, ['issuer', 'subject']);
const bounds = object({ durationMs: count, uses: count });
const requirement = object({
  anyOf: list(list(object({ groups: texts, people: count }))),
  denyPeople: count,
  lifetimeMs: count,
  escalationGroups: texts,
  reasonRequired: { type: 'string', enum: ['never', 'approve', 'deny', 'always'] },
  grant: { ...bounds, description: 'The most that may be granted beyond this request' },
  channel: text,
});

const vote = object({
  ...{ issuer: text, subject: text, name: text },
  choice: { type: 'string', enum: ['approve', 'deny'] },
  channel: { type: 'string', enum: ['slack', 'rest'] },
  ...{ reason: text, time, grant: bounds },
});

const approval: Record<string, Schema> = {
  id,
  state: { type: 'string', enum: [...stateNames] },
  attended: { ...flag, description: 'Somebody waits for the answer at this moment' },
  ...{ asked: time, expires: time },
  identity: object({ issuer: text, subject: text, agent: text, groups: texts, act: list(person) }),
  ...{ session: text, connection: text, rule: text, sentence: text, reasons: texts },
  ...{ method: text, path: text, tool: text, operation: { type: 'object' } },
  requestSha256: { ...text, description: 'Of the canonical request the approval is bound to, hexadecimal' },
  shape: { ...text, description: 'What a grant would cover' },
  requirement,
  agreed: { ...list(list(count)), description: 'Per way and step, how many people have agreed' },
  ...{ votes: list(vote), deciders: list(person), said: text, grantId: id },
  requests: list(object({ requestId: id, attended: flag })),
  consumedBy: object({ requestId: id, replica: text }),
};

export const approvalSchema: Schema = object(approval, ['id', 'state', 'attended', 'asked', 'expires']);

export const shownApprovalSchema: Schema = object(
  {
    ...approval,
    content: object({ kind: { type: 'string', enum: ['text', 'binary', 'none'] }, text, cut: flag }, [
      'kind',
      'cut',
    ]),
  },
  ['id', 'state', 'content'],
);

export const grantSchema: Schema = object(
  {
    ...{ id, approvalId: id, identity: object({ issuer: text, subject: text, agent: text }) },
    ...{ connection: text, rule: text, shape: text, expires: time, uses: count, usesMax: count },
    ended: { type: 'string', enum: ['expired', 'spent', 'revoked'] },
  },
  ['id', 'expires', 'uses', 'usesMax'],
);

const target: Schema = { type: 'string', enum: [...lockTargets] };

export const lockSchema: Schema = object(
  {
    ...{
      id,
      target,
      value: text,
      issuer: text,
      placed: time,
      placedBy: person,
      findingId: text,
      expires: time,
    },
    ...{ terminateLive: flag, reason: text, lifted: flag },
    applied: list(
      object({
        replica: text,
        streamsEnded: count,
        heldRefused: count,
        tokensDropped: count,
        afterUs: count,
      }),
    ),
  },
  ['id', 'target', 'value', 'placed', 'terminateLive', 'lifted'],
);

export const voteSchema: Schema = object(
  { choice: { type: 'string', enum: ['approve', 'deny', 'withdraw'] }, reason: text, grant: bounds },
  ['choice'],
);

const lastsMs: Schema = { ...count, description: 'Absent: until it is lifted' };

export const wantedLockSchema: Schema = object(
  { target, value: text, issuer: text, lastsMs, terminateLive: { ...flag, default: true }, reason: text },
  ['target', 'value'],
);

export const killSchema: Schema = object({ reason: text, lastsMs });

export function pageOf(items: Schema): Schema {
  return object({ items: list(items), nextCursor: text }, ['items']);
}

/** `alerts`: what keeps people from being told; absent when nothing does. */
export const approvalsPageSchema: Schema = object(
  { items: list(approvalSchema), nextCursor: text, alerts: list(text) },
  ['items'],
);

export const errorSchema: Schema = object({ error: object({ code: text, message: text }) });
