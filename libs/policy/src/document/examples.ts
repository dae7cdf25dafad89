/** `examples`: operations written beside rules, with the verdict they must get. `policy test` runs them. */
import { z } from 'zod';
import { textPositions } from '../operation.js';
import { reasons } from '../reasons.js';
import { HTTP_METHOD } from './access.js';
import { connectionName, foreignName } from './names.js';

const text = z.string().max(65_536);
const count = z.int().min(0).max(1e12);

const list = (about: string) => z.array(text).max(1024).default([]).describe(about);

const findings = z.strictObject({
  kinds: list('Kinds found.'),
  categories: list('Categories found.'),
});
const texts = z.partialRecord(z.enum(textPositions), text);

const toolCall = z.strictObject({
  name: text.describe('Name of the tool.'),
  arguments: z
    .union([text, z.record(z.string(), z.json())], {
      error: 'Write JSON text, or a section with the arguments.',
    })
    .default('{}')
    .describe('What it is called with.'),
});

const operation = z.strictObject({
  kind: z
    .string()
    .max(64)
    .default('chat')
    .describe('Such as `chat`, `embedding`, `graph-run`, `vector-query`, `http`.'),
  dialect: z.string().max(64).default('http').describe('Such as `openai-chat`.'),
  model: text.default('').describe('Model that is asked for.'),
  graph: text.default('').describe('Graph that is run.'),
  collection: text.default('').describe('Collection that is used.'),
  models: list('Further models.'),
  graphs: list('Further graphs.'),
  collections: list('Further collections.'),
  items: count.default(0).describe('Ids or documents named.'),
  isStreaming: z.boolean().default(false).describe('Whether a stream is asked for.'),
  choices: count.default(1).describe('Answers asked for at once.'),
  outputTokensMax: count.optional().describe('Most tokens asked for.'),
  hasHiddenHistory: z.boolean().default(false).describe('Whether earlier turns lie at the service.'),
  toolsOffered: list('Tools offered to the model.'),
  toolsCalled: z.array(toolCall).max(1024).default([]).describe('Calls of earlier turns.'),
  text: texts.default({}).describe('Texts by position, such as `user` or `tool-result`.'),
  bodyBytes: count.default(0).describe('Length of the body.'),
  found: findings.prefault({}).describe('Kinds and categories that detectors would find.'),
});

/** A Monday, noon: so that examples do not depend on when they run. */
const NOON = '2026-01-05T12:00:00Z';

const input = z.strictObject({
  subject: foreignName.default('someone').describe('Who asks.'),
  groups: z.array(foreignName).max(512).default([]).describe('Groups of the caller.'),
  agent: z.string().max(256).default('').describe('Agent that acts.'),
  issuer: text.default('').describe('Issuer of the token.'),
  email: text.default('').describe('E-mail address of the caller.'),
  attributes: z.record(z.string(), text).default({}).describe('Mapped claims.'),
  connection: connectionName.describe('Connection that is used.'),
  method: z
    .string()
    .regex(HTTP_METHOD, { error: 'A method in capitals.' })
    .default('POST')
    .describe('HTTP method.'),
  path: z.string().regex(/^\//, { error: 'A path starts with `/`.' }).describe('Path at the upstream.'),
  at: z.iso
    .datetime({ offset: true, error: 'A time such as `2026-01-05T12:00:00Z`.' })
    .default(NOON)
    .describe(`When. Default: ${NOON}, a Monday.`),
  source: text.default('').describe('IP address of the caller.'),
  session: z
    .strictObject({
      id: text.default('').describe('Its id.'),
      requests: count.default(0).describe('Requests before this one.'),
      ageS: count.default(0).describe('Seconds since it began.'),
    })
    .prefault({})
    .describe('The session.'),
  operation: operation.optional().describe('Without it: a body that was not read.'),
  toolCall: toolCall.optional().describe('Judge this call in the answer, not the request.'),
  answer: z
    .strictObject({
      text: texts.default({}).describe('Texts by position, mostly `assistant`.'),
      found: findings.prefault({}).describe('Kinds and categories that detectors would find.'),
      status: z.int().default(200).describe('HTTP status.'),
    })
    .optional()
    .describe('Judge this answer, not the request.'),
});

export const example = z
  .strictObject({
    name: z.string().max(256).optional().describe('What it shows.'),
    input: input.describe('What is judged.'),
    expect: z
      .strictObject({
        decision: z.enum(['allow', 'deny', 'hold']).describe('The decision.'),
        rule: z.string().max(64).optional().describe('Name of the rule that decides.'),
        reasons: z.array(z.enum(reasons)).max(16).optional().describe('Exactly these, in any order.'),
        obligations: z.array(text).max(64).optional().describe('At least these, such as `mask:email`.'),
        monitored: z
          .array(text)
          .max(64)
          .optional()
          .describe('At least these rules in `monitor` mode would have acted.'),
      })
      .describe('The verdict it must get.'),
  })
  .meta({ id: 'Example' });

export const examples = z.array(example).max(500).default([]);

export type Example = z.output<typeof example>;
