/** Patterns of operators: RE2 syntax, which always takes time linear in the text. */
import { RE2JS } from 're2js';
import { z } from 'zod';

/** Bounds the size of the compiled program. */
const PATTERN_CHARS_MAX = 1024;

export const re2Pattern = z
  .string()
  .min(1)
  .max(PATTERN_CHARS_MAX)
  .superRefine((text, context) => {
    if (!isRe2(text)) {
      context.addIssue({
        code: 'custom',
        message: 'This is no pattern in RE2 syntax: look-around and back-references are not known there.',
      });
    } else if (RE2JS.compile(text).test('')) {
      context.addIssue({
        code: 'custom',
        message: 'This pattern matches nothing at all everywhere: ask for a character.',
      });
    }
  });

export function isRe2(text: string): boolean {
  try {
    RE2JS.compile(text);
    return true;
  } catch {
    return false;
  }
}
