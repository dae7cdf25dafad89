/** Parameters and bodies of the service's REST. */
import { isStorableText } from '@sallyport/service-kit/rest/storable-text';
import { z } from 'zod';
import { lockTargets } from '../core/lock.js';
import { pageItemsDefault, pageItemsMax } from '../limits.js';
import type { Place } from '../store/read-approvals.js';

export const stateNames = [
  'pending',
  'approved',
  'denied',
  'expired',
  'cancelled',
  'consumed',
  'revoked',
] as const;

const name = z
  .string()
  .min(1, 'must not be empty')
  .max(512, 'must have at most 512 characters')
  .refine(isStorableText, 'must be well-formed text without NUL');
const reason = z
  .string()
  .max(10_000)
  .refine(isStorableText, 'must be well-formed text without NUL')
  .default('');
const limit = z.coerce
  .number(`must be a whole number from 1 to ${pageItemsMax}`)
  .int()
  .min(1)
  .max(pageItemsMax)
  .default(pageItemsDefault);
const flag = z
  .enum(['true', 'false'], 'must be true or false')
  .default('false')
  .transform((text) => text === 'true');
const count = z
  .number('must be a whole number')
  .int('must be a whole number')
  .min(1)
  .max(Number.MAX_SAFE_INTEGER);

const place = z.tuple([z.number().int(), z.uuid()]);

/** Opaque to clients, a place in the order of the list to us. */
export function cursorText({ atUs, id }: Place): string {
  return Buffer.from(JSON.stringify([atUs, id])).toString('base64url');
}

const cursor = z.string().transform((text, context): Place => {
  try {
    const [atUs, id] = place.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { atUs, id };
  } catch {
    context.addIssue({ code: 'custom', message: 'is not a nextCursor of this list' });
    return z.NEVER;
  }
});

export const approvalsQuery = z.strictObject({
  state: z.enum(stateNames, `must be one of ${stateNames.join(', ')}`).optional(),
  session: name.optional(),
  identity: name.optional(),
  connection: name.optional(),
  rule: name.optional(),
  limit,
  cursor: cursor.optional(),
});

export const grantsQuery = z.strictObject({ ended: flag, limit, cursor: cursor.optional() });
export const locksQuery = z.strictObject({ lifted: flag, limit, cursor: cursor.optional() });

export const voteBody = z.strictObject({
  choice: z.enum(['approve', 'deny', 'withdraw'], 'must be approve, deny or withdraw'),
  reason,
  /** What the voter would grant beyond this request; what is left out is as the rule offers. */
  grant: z.strictObject({ durationMs: count.optional(), uses: count.optional() }).optional(),
});

export const lockBody = z.strictObject({
  target: z.enum(lockTargets, `must be one of ${lockTargets.join(', ')}`),
  value: name,
  issuer: z.string().max(512).refine(isStorableText).default(''),
  lastsMs: count.optional(),
  terminateLive: z.boolean().default(true),
  reason,
});

export const killBody = z.strictObject({ reason, lastsMs: count.optional() });
