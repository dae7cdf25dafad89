/** Names that operators choose: how they may look, and which are taken. */
import { z } from 'zod';

/** First path segments on the data port that the gateway answers itself; `.well-known` is no name by its dot. */
export const RESERVED_CONNECTION_NAMES = ['token', 'sallyport', 'healthz', 'readyz', 'metrics'] as const;

export const connectionName = z
  .string()
  .regex(new RegExp(`^(?!(?:${RESERVED_CONNECTION_NAMES.join('|')})$)[a-z][a-z0-9-]{0,62}$`), {
    error:
      'Name a connection with a small letter, then small letters, digits and hyphens (63 at most); ' +
      `${RESERVED_CONNECTION_NAMES.join(', ')} are taken by the gateway.`,
  });

export const ruleName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
  error: 'Use letters, digits, dot, underscore and hyphen, 63 at most.',
});

/** A group, agent or claim name comes from the identity provider; only what could break a log line is refused. */
export const foreignName = z.string().regex(/^[^\p{Cc}]{1,256}$/u, {
  error: 'Use 1 to 256 characters without control characters.',
});

export const filePath = z.string().regex(/^[^\p{Cc}]{1,4096}$/u, {
  error: 'Name a file, absolute or relative to the folder of this document.',
});
