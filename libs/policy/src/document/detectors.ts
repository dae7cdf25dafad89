/** `detectors`: what sensitive data is looked for on which connections, and what becomes of it. */
import { z } from 'zod';
import { kindName, maskTarget, NAME_SOMETHING, namesSomething } from './masking-terms.js';
import { connectionName } from './names.js';
import { re2Pattern } from './re2-pattern.js';

/** As much as a stream may have to hold back for one pattern. */
const MATCH_CHARS_MAX = 4096;

const standing = z
  .strictObject({
    ...maskTarget,
    on: z
      .array(z.enum(['request', 'answer']))
      .min(1)
      .max(2)
      .default(['request', 'answer'])
      .describe('What is sent, what comes back, or both.'),
    connections: z.array(connectionName).min(1).max(256).optional().describe('Without it: all.'),
  })
  .refine(namesSomething, { error: NAME_SOMETHING });

const pattern = z.strictObject({
  kind: kindName.describe('Its name in verdicts and events.'),
  pattern: re2Pattern.describe('In RE2 syntax.'),
  lengthMax: z
    .int()
    .min(1)
    .max(MATCH_CHARS_MAX)
    .describe('Longest match in characters: as much of a stream may be held back.'),
  replacement: z
    .string()
    .regex(/^[^\p{Cc}]{1,64}$/u, { error: 'Use 1 to 64 characters without control characters.' })
    .optional()
    .describe('What `redact` puts in its place. Default: the kind in capitals, in brackets.'),
  keys: z
    .array(z.string().regex(/^[a-z0-9]{1,64}$/, { error: 'Small letters and digits, without separators.' }))
    .max(64)
    .default([])
    .describe('Names of JSON keys under which any value is meant, in small letters without separators.'),
});

/** What is kept is masked besides: erasing it later is harder than never having it. */
const recordTarget = z
  .strictObject({
    kinds: maskTarget.kinds,
    categories: maskTarget.categories
      .unwrap()
      .default(['personal', 'financial', 'health', 'network', 'secret', 'operator'])
      .describe('Categories that are redacted.'),
    except: maskTarget.except,
  })
  .prefault({});

export const detectors = z
  .strictObject({
    apply: z.array(standing).max(100).default([]).describe('What is masked whatever rules say.'),
    record: recordTarget.describe(
      'What is redacted in recorded bodies besides what `apply` and rules mask. Default: everything that is found.',
    ),
    patterns: z.array(pattern).max(200).default([]).describe('Kinds of your own.'),
  })
  .prefault({});

export type DetectorSettings = z.output<typeof detectors>;
export type RecordMask = z.output<typeof recordTarget>;
export type OperatorPattern = z.output<typeof pattern>;
