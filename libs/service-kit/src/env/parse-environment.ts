/** Reads a service's variables from the environment and names every problem at once. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isForeign, isServiceLink } from './foreign-variables.js';
import { isAlmostKnown, nearestName } from './nearest-name.js';
import { variableTable } from './variable-table.js';
import type { VariableRow } from './variable-table.js';

export type Parsed<Shape extends z.ZodRawShape> =
  | { readonly kind: 'parsed'; readonly env: z.infer<z.ZodObject<Shape>> }
  | {
      readonly kind: 'invalid';
      readonly problems: readonly string[];
      /** What can be judged in spite of them: the values that are well, and `malformed` for those that are not. */
      readonly given: Readonly<Record<string, unknown>>;
    };

/** Stands for a variable that is set, but whose value cannot be used. */
export const malformed = Symbol('malformed');

/** The environment of a process, as `process.env` has it. */
export type Source = Readonly<Record<string, string | undefined>>;

/** Prefixes whose unknown variables are refused: a typo there would silently leave a default in force. */
const OWN_PREFIXES = ['SALLYPORT_', 'KAFKA_', 'AUDIT_', 'EVENT_LOG_'];

/**
 * Parses the variables of `shape`. Empty ones count as absent. A secret may be given as a file by `<NAME>_FILE` (one
 * trailing line break is dropped). Problems name variables, never their values.
 */
export function parseEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  source: Source,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Parsed<Shape> {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  const spoiled = new Set<string>();
  for (const row of variableTable(shape)) {
    const found = lookUp(row, source, readFile);
    if (found.kind === 'value') values[row.name] = found.text;
    if (found.kind !== 'problem') continue;
    problems.push(found.problem);
    spoiled.add(row.name);
  }
  const parsed = z.object(shape).safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (spoiled.has(name)) continue;
    const text = values[name];
    problems.push(text === undefined ? `${name} is required` : `${name}: ${issue.message}`);
    if (text !== undefined) spoiled.add(name);
  }
  return parsed.success && problems.length === 0
    ? { kind: 'parsed', env: parsed.data }
    : { kind: 'invalid', problems, given: givenOf(shape, values, spoiled) };
}

function givenOf(
  shape: z.ZodRawShape,
  values: Readonly<Record<string, string>>,
  spoiled: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const well = Object.fromEntries(Object.entries(values).filter(([name]) => !spoiled.has(name)));
  const parsed = z.object(shape).partial().safeParse(well);
  return { ...parsed.data, ...Object.fromEntries([...spoiled].map((name) => [name, malformed])) };
}

type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: string };

function lookUp(row: VariableRow, source: Source, readFile: (path: string) => string): Found {
  const file = fileVariable(row.name);
  const text = present(source[row.name]);
  const path = row.secret ? present(source[file]) : undefined;
  if (text !== undefined && path !== undefined) {
    return { kind: 'problem', problem: `${row.name} and ${file} are both set: keep one` };
  }
  if (text !== undefined && isServiceLink(row.name, text)) {
    const remedy = 'set enableServiceLinks: false in the pod';
    return { kind: 'problem', problem: `${row.name} holds a Kubernetes service link: ${remedy}` };
  }
  if (text !== undefined) return { kind: 'value', text };
  if (path === undefined) return { kind: 'absent' };
  try {
    return { kind: 'value', text: readFile(path).replace(/\r?\n$/u, '') };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    return { kind: 'problem', problem: `${file} names a file that cannot be read (${code})` };
  }
}

/**
 * Variables that `shape` does not have but that begin like ours, or whose names are one or two edits away from one it
 * has; each with the name that was probably meant.
 */
export function unknownVariables(shape: z.ZodRawShape, source: Source): readonly string[] {
  const known = new Set(
    variableTable(shape).flatMap((row) => (row.secret ? [row.name, fileVariable(row.name)] : [row.name])),
  );
  const looksLikeOurs = (name: string): boolean =>
    OWN_PREFIXES.some((prefix) => name.startsWith(prefix)) || isAlmostKnown(name, known);
  return Object.entries(source)
    .filter(([name, value]) => !known.has(name) && !isForeign(name, value ?? '') && looksLikeOurs(name))
    .map(([name]) => {
      const nearest = nearestName(name, known);
      return nearest === undefined
        ? `${name} is not known`
        : `${name} is not known: did you mean ${nearest}?`;
    });
}

/** The variable that names a file with the secret of `name`. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
