/** Reads parameters and bodies of REST strictly, with every problem in one answer. */
import { BadRequestException } from '@nestjs/common';
import type { z } from 'zod';

/** @throws BadRequestException that names every wrong parameter, never its value. */
export function readQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `unknown: ${issue.keys.join(', ')}`
      : `${issue.path.join('.')} ${issue.message}`,
  );
  throw new BadRequestException(problems.join('; '), { errorCode: 'BAD_QUERY' });
}
