/** `approval`: whom a rule with `action: approve` asks, how many must agree, and what they may permit. */
import { z } from 'zod';
import { foreignName } from './names.js';
import { isSection } from './section.js';

/** A quorum that nobody can reach on a working day helps nobody. */
const PEOPLE_MAX = 20;
/** A week: what is older than that is asked anew. */
const LIFETIME_S_MAX = 7 * 86_400;

const groups = z.array(foreignName).min(1).max(32);
const people = z.int().min(1).max(PEOPLE_MAX).default(1);

const step = z.strictObject({
  groups: groups.describe('Members of any of these groups may agree.'),
  people: people.describe('So many different people.'),
});

const way = z.strictObject({
  steps: z.array(step).min(1).max(8).describe('One after the other, each complete before the next begins.'),
});

export const approval = z
  .strictObject({
    groups: groups
      .optional()
      .describe('Members of any of these groups may agree. Without it: those of `roles.approver`.'),
    people: people.describe('So many different people.'),
    anyOf: z
      .array(way)
      .min(1)
      .max(8)
      .optional()
      .describe('In place of `groups` and `people`: several ways to agree, each enough.'),
    denyPeople: z.int().min(1).max(PEOPLE_MAX).default(1).describe('So many different people refuse it.'),
    expiresS: z
      .int()
      .min(10)
      .max(LIFETIME_S_MAX)
      .default(1800)
      .describe('Seconds in which it may be answered; after that it is refused.'),
    escalateTo: groups
      .optional()
      .describe('Groups that are told besides when four fifths of the time are gone.'),
    reason: z
      .enum(['never', 'approve', 'deny', 'always'])
      .default('never')
      .describe('Which votes need a reason.'),
    grant: z
      .strictObject({
        minutesMax: z.int().min(1).max(1440).describe('Longest, in minutes from the approval.'),
        usesMax: z.int().min(1).max(10_000).default(100).describe('Most requests.'),
      })
      .optional()
      .describe('Lets people permit requests like this one for a while. Without it: this request alone.'),
    sameArguments: z
      .array(z.string().regex(/^[^\p{Cc}]{1,128}$/u, { error: 'Name an argument of the tool.' }))
      .max(32)
      .default([])
      .describe('Arguments of a tool whose values must be equal too in “requests like this one”.'),
    channel: z
      .string()
      .regex(/^[^\p{Cc}\s]{1,80}$/u, { error: 'Name a channel, such as `#approvals`, or its id.' })
      .optional()
      .describe('Where people are told, such as a Slack channel.'),
  })
  .refine((value) => value.anyOf === undefined || value.groups === undefined, {
    path: ['anyOf'],
    error: 'Write `groups` or `anyOf`, not both.',
    when: isSection,
  });

export type Approval = z.output<typeof approval>;
