/** Words about sensitive data that several sections share: kinds, categories, and what becomes of a find. */
import { z } from 'zod';
import { maskings } from '../verdict.js';

/** As the detector table names them, such as `email` or `us-ssn`. */
export const kindName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, {
  error: 'Name a kind of the detector catalogue, or one of `detectors.patterns`.',
});

export const categoryName = z.enum(['personal', 'financial', 'health', 'network', 'secret', 'operator']);

export const maskTarget = {
  kinds: z.array(kindName).max(512).default([]).describe('Kinds of the detector catalogue.'),
  categories: z.array(categoryName).max(6).default([]).describe('All kinds of these categories.'),
  except: z.array(kindName).max(512).default([]).describe('Kinds of those categories that stay.'),
  with: z
    .enum(maskings)
    .default('redact')
    .describe(
      '`redact` puts `[KIND]`, `partial` leaves the end, `hash` a keyed digest, `tokenise` a placeholder that the ' +
        'answer’s text is put back from, `block` refuses the traffic.',
    ),
};

export const namesSomething = (value: {
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
}): boolean => value.kinds.length + value.categories.length > 0;

export const NAME_SOMETHING = 'Name `kinds`, `categories` or both.';
