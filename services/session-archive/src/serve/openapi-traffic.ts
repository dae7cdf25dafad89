/** The shapes of AI traffic in answers, for OpenAPI: what requests asked for, what it cost, what was masked and judged. */
import type { ApiResponseOptions } from '@nestjs/swagger';

export type Schema = NonNullable<Extract<ApiResponseOptions, { schema: unknown }>['schema']>;

export const text: Schema = { type: 'string' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const texts: Schema = { type: 'array', items: text };
export const flag: Schema = { type: 'boolean' };

export const cost: Schema = {
  type: 'object',
  required: ['currency', 'micros'],
  properties: {
    currency: { type: 'string', description: 'ISO 4217 code' },
    micros: { ...count, description: 'Millionths of its unit' },
  },
};

export const verdict: Schema = {
  type: 'object',
  properties: {
    decision: { type: 'string', enum: ['allow', 'deny', 'hold', 'unspecified'] },
    rule: text,
    reasons: texts,
    obligations: texts,
    sentence: text,
    monitored: {
      type: 'array',
      description: 'What rules in monitor mode would have done',
      items: { type: 'object', properties: { rule: text, action: text, reasons: texts } },
    },
  },
};

export const operation: Schema = {
  type: 'object',
  description: 'What the request asks for, as far as it was read',
  required: ['dialect', 'kinds'],
  properties: {
    dialect: text,
    kinds: texts,
    model: text,
    graphs: texts,
    thread: text,
    collections: texts,
    items: count,
    streaming: flag,
    toolsOffered: texts,
    toolsCalled: { ...texts, description: 'Called in earlier turns' },
    toolsWithheld: { ...texts, description: 'Taken out of what was offered' },
    unreadable: { type: 'string', description: 'Why the body could not be read in this dialect' },
    hiddenHistory: { type: 'boolean', description: 'Part of the conversation lies at the service' },
  },
};

export const masked: Schema = {
  type: 'array',
  description:
    'What was masked, never the data: in the request on its reception, in the answer on its completion',
  items: {
    type: 'object',
    properties: {
      kind: text,
      action: {
        type: 'string',
        description: 'redact, partial, hash, tokenise or block; record: only the record is masked',
      },
      position: text,
      count,
      places: {
        type: 'array',
        description: 'The first few, in UTF-16 units of the text as it came',
        items: { type: 'object', properties: { text: count, start: count, end: count } },
      },
    },
  },
};

export const toolCall: Schema = {
  type: 'object',
  properties: { tool: text, callId: text, verdict },
};

export const usage: Schema = {
  type: 'object',
  description: 'As the service counted them',
  properties: {
    inputTokens: count,
    outputTokens: count,
    cachedTokens: count,
    reasoningTokens: count,
    model: text,
  },
};

export const alert: Schema = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['rule', 'detector-failed', 'rule-failed'] },
    rule: text,
    reasons: texts,
    detector: text,
  },
};
