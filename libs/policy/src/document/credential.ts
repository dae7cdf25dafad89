/** `credential`: the secret a connection uses upstream. The document names where it is, never what it is. */
import { z } from 'zod';
import { filePath } from './names.js';

/** Headers that frame or route a message; a credential there could smuggle or redirect. */
const FRAMING_HEADERS =
  'host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|date|content-type|' +
  'content-encoding|accept-encoding|forwarded|x-forwarded-[a-z]+|proxy-connection|traceparent|tracestate';

const secretSource = z.union(
  [
    z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/) }),
    z.strictObject({ file: filePath }),
  ],
  { error: 'Write `{ env: NAME }` or `{ file: PATH }`: the secret itself never stands in this document.' },
);

export const credential = z.union(
  [
    z.literal('none'),
    z.strictObject({
      header: z
        .string()
        .regex(new RegExp(`^(?!(?:${FRAMING_HEADERS})$)[a-z0-9-]{1,64}$`), {
          error:
            'Name a header in small letters that does not frame or route messages, such as `authorization`.',
        })
        .describe('Header that carries the credential, in small letters.'),
      scheme: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, { error: 'A word such as `Bearer`.' })
        .optional()
        .describe('Word before the value, such as `Bearer`.'),
      value: secretSource.describe(
        'Where the secret is: an environment variable, or a file that is watched.',
      ),
    }),
  ],
  { error: 'Write `none`, or `{ header, scheme, value: { env: NAME } }`.' },
);

export type Credential = z.output<typeof credential>;
export type SecretSource = z.output<typeof secretSource>;
