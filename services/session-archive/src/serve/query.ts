/** The query parameters of the archive's REST: read strictly, with every problem in one answer. */
import { eventTypeNames } from '@sallyport/recording/event-type';
import { isStorableText } from '@sallyport/service-kit/rest/storable-text';
import { z } from 'zod';
import { pageItemsDefault, pageItemsMax } from '../limits.js';
import { alerts } from '../store/read-records.js';
import type { AlertName } from '../store/read-records.js';
import { sessionOrders } from '../store/read-sessions.js';
import { eventIdsOf } from './seen-items.js';
import { parseEventCursor, parseSessionCursor } from './cursor.js';

/** RFC 3339 with offset; microseconds since 1970, finer digits cut. */
const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T08:00:00Z' })
  .transform((text) => {
    const fraction = /\.(\d+)/u.exec(text)?.[1] ?? '';
    return Math.floor(Date.parse(text) / 1000) * 1_000_000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  });
/** What no event can hold, PostgreSQL takes in no text: NUL, and halves of characters. */
const name = z
  .string()
  .min(1, 'must not be empty')
  .max(512, 'must have at most 512 characters')
  .refine(isStorableText, 'must be well-formed text without NUL');
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

const verdict = z.enum(['allow', 'deny', 'hold'], 'must be allow, deny or hold').optional();
const tokensMin = z.coerce
  .number('must be a whole number')
  .int('must be a whole number')
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .optional();
const alertNames = Object.keys(alerts) as readonly AlertName[];

function cursor<Place>(
  parse: (text: string) => Place | undefined,
): z.ZodPipe<z.ZodString, z.ZodTransform<Place, string>> {
  return z.string().transform((text, context) => {
    const place = parse(text);
    if (place !== undefined) return place;
    context.addIssue({ code: 'custom', message: 'is not a nextCursor of this list' });
    return z.NEVER;
  });
}

export const sessionsQuery = z.strictObject({
  identity: name.optional(),
  agent: name.optional(),
  connection: name.optional(),
  verdict,
  model: name.optional(),
  graph: name.optional(),
  tool: name.optional(),
  masked: name.optional(),
  tokensMin,
  from: instant.optional(),
  to: instant.optional(),
  order: z.enum(sessionOrders, `must be ${sessionOrders.join(' or ')}`).optional(),
  limit,
  cursor: cursor(parseSessionCursor).optional(),
});

export const eventsQuery = z.strictObject({
  type: z
    .enum(eventTypeNames as readonly [(typeof eventTypeNames)[number], ...typeof eventTypeNames], {
      error: `must be one of ${eventTypeNames.join(', ')}`,
    })
    .optional(),
  session: name.optional(),
  identity: name.optional(),
  agent: name.optional(),
  connection: name.optional(),
  request: z.uuid('must be a request id (UUID)').optional(),
  verdict,
  model: name.optional(),
  dialect: name.optional(),
  operation: name.optional(),
  graph: name.optional(),
  tool: name.optional(),
  masked: name.optional(),
  alert: z.enum(alertNames, `must be one of ${alertNames.join(', ')}`).optional(),
  tokensMin,
  from: instant.optional(),
  to: instant.optional(),
  order: z.enum(['asc', 'desc'], 'must be asc or desc').optional(),
  limit,
  cursor: cursor(parseEventCursor).optional(),
  follow: flag,
  alive: flag,
});

export const replayQuery = z.strictObject({
  follow: flag,
  lastEventId: z
    .string()
    .refine((id) => eventIdsOf(id) !== undefined, 'must be the id of an item of this tail')
    .optional(),
});
