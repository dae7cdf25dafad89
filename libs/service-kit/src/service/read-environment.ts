/** The environment of one service, common and own variables together, or the end of the start with all problems. */
import type { z } from 'zod';
import { commonShape, conflicts, databaseShape } from '../env/common-environment.js';
import type { CommonEnvironment, DatabaseEnvironment } from '../env/common-environment.js';
import { parseEnvironment, unknownVariables } from '../env/parse-environment.js';
import type { Source } from '../env/parse-environment.js';
import { StartError } from './exit-codes.js';
import type { ServiceDefinition } from './service-definition.js';

export interface ServiceEnvironment<Own> {
  readonly common: CommonEnvironment;
  /** Present for services with a database. */
  readonly database: DatabaseEnvironment | undefined;
  readonly own: Own;
}

/** All variables of the service: the common ones first. */
export function fullShape<Shape extends z.ZodRawShape>(definition: ServiceDefinition<Shape>): z.ZodRawShape {
  const database = definition.database === undefined ? {} : databaseShape;
  return { ...commonShape, ...database, ...definition.env };
}

/** @throws StartError `usage`, whose message has one line for each problem. */
export function readEnvironment<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
  source: Source,
): ServiceEnvironment<z.infer<z.ZodObject<Shape>>> {
  const common = parseEnvironment(commonShape, source);
  const database = definition.database === undefined ? undefined : parseEnvironment(databaseShape, source);
  const own = parseEnvironment(definition.env, source);
  const unknown = unknownVariables(fullShape(definition), source);
  const clashes = conflicts(common.kind === 'parsed' ? common.env : common.given);
  if (
    common.kind === 'parsed' &&
    database?.kind !== 'invalid' &&
    own.kind === 'parsed' &&
    unknown.length + clashes.length === 0
  ) {
    return { common: common.env, database: database?.env, own: own.env };
  }
  const invalid = [common, database, own].flatMap((part) => (part?.kind === 'invalid' ? part.problems : []));
  const problems = [...new Set([...invalid, ...clashes, ...unknown])];
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  throw new StartError(
    'usage',
    `the environment has ${count}:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
  );
}
