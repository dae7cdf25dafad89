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
  throw refused([...problemsOf(common, database, own), ...clashes, ...unknown]);
}

/**
 * What the migrate step of a service needs; the service's own variables may be given and are not looked at.
 * @throws StartError as `readEnvironment` does
 */
export function readMigrateEnvironment<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
  source: Source,
): { readonly common: CommonEnvironment; readonly database: DatabaseEnvironment } {
  const common = parseEnvironment(commonShape, source);
  const database = parseEnvironment(databaseShape, source);
  const unknown = unknownVariables(fullShape(definition), source);
  if (common.kind === 'parsed' && database.kind === 'parsed' && unknown.length === 0) {
    return { common: common.env, database: database.env };
  }
  throw refused([...problemsOf(common, database), ...unknown]);
}

type Part = { readonly kind: 'parsed' } | { readonly kind: 'invalid'; readonly problems: readonly string[] };

function problemsOf(...parts: readonly (Part | undefined)[]): readonly string[] {
  return parts.flatMap((part) => (part?.kind === 'invalid' ? part.problems : []));
}

function refused(all: readonly string[]): StartError {
  const problems = [...new Set(all)];
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new StartError(
    'usage',
    `the environment has ${count}:\n${problems.map((one) => `  - ${one}`).join('\n')}`,
  );
}
