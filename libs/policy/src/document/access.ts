/** `access`: who may do what. What no rule allows is denied. */
import { z } from 'zod';
import { parsePathPattern } from '../patterns/path-pattern.js';
import { connectionName, foreignName, ruleName } from './names.js';

const WILDCARD_ALONE = 'Write `*` alone, without other entries.';
const aloneIfWildcard = (list: readonly string[]) => !list.includes('*') || list.length === 1;

export const HTTP_METHOD = /^[A-Z][A-Z-]{0,23}$/;

const pathPattern = z.string().superRefine((text, context) => {
  const result = parsePathPattern(text);
  if (result.kind === 'refused') context.addIssue({ code: 'custom', message: result.message });
});

const namePatterns = (what: string) =>
  z
    .array(foreignName)
    .min(1)
    .max(1000)
    .optional()
    .describe(`Only these ${what}; \`*\` stands for any characters. Without it: any.`);

export const accessRule = z.strictObject({
  name: ruleName.describe('Shown in verdicts and in the archive.'),
  groups: z
    .array(foreignName)
    .min(1)
    .max(256)
    .refine(aloneIfWildcard, { error: WILDCARD_ALONE })
    .describe('Members of any of these; `*` alone means every verified caller.'),
  agents: z
    .array(foreignName)
    .min(1)
    .max(256)
    .optional()
    .describe('Only through these agents. Without it: any agent, or none.'),
  connections: z
    .array(
      z.union([z.literal('*'), connectionName], {
        error: 'Name a connection of this document, or `*` alone.',
      }),
    )
    .min(1)
    .max(256)
    .refine(aloneIfWildcard, { error: WILDCARD_ALONE })
    .describe('Connections; `*` alone means all.'),
  methods: z
    .array(
      z.string().refine((text) => text === '*' || HTTP_METHOD.test(text), {
        error: 'A method in capitals, or `*` alone.',
      }),
    )
    .min(1)
    .max(32)
    .refine(aloneIfWildcard, { error: WILDCARD_ALONE })
    .describe('HTTP methods in capitals; `*` alone means all.'),
  paths: z
    .array(pathPattern)
    .min(1)
    .max(256)
    .describe(
      'Paths as the upstream sees them, base path included: `*` stands for characters of one segment, ' +
        '`**` as a whole segment for any number of segments. Case counts.',
    ),
  models: namePatterns('models'),
  graphs: namePatterns('graphs'),
  tools: namePatterns('tools, offered to a model or called by it'),
  collections: namePatterns('collections'),
});

export const access = z.array(accessRule).max(2000);

export type AccessRule = z.output<typeof accessRule>;
