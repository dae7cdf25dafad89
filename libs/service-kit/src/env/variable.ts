/** The kinds of environment variables: zod schemas from the text of a variable to its value. */
import { z } from 'zod';

/** A TCP port; 0 asks for any free one. */
export function port(): z.ZodCoercedNumber {
  return z.coerce.number('must be a port from 0 to 65535').int('must be a whole number').min(0).max(65_535);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): z.ZodCoercedNumber {
  return z.coerce.number(`must be a whole number from ${min} to ${max}`).int().min(min).max(max);
}

/** `true` or `false` (also 1, 0, yes, no, on, off). */
export function flag(): z.ZodCodec<z.ZodString, z.ZodBoolean> {
  return z.stringbool({ error: 'must be true or false' });
}

/** Items separated by commas; spaces around them are dropped, an empty list is refused. */
export function commaList(): z.ZodPipe<z.ZodString, z.ZodTransform<string[], string>> {
  return z.string().transform((text, context) => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0) context.addIssue({ code: 'custom', message: 'must name at least one' });
    return items;
  });
}

/** A secret: never printed, and `<NAME>_FILE` may name a file that holds it instead. */
export function secret(description: string): z.ZodString {
  return z.string().meta({ description, secret: true });
}

/** A secret URL of PostgreSQL. */
export function postgresUrl(description: string): z.ZodString {
  return secret(description).regex(
    /^postgres(ql)?:\/\/\S+$/u,
    'must begin with postgres:// or postgresql://',
  );
}
