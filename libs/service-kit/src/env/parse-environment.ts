/** Reads a service's variables from the environment and names every problem at once. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { isForeign, isServiceLink } from './foreign-variables.js';
import { nearestName } from './nearest-name.js';
import { variableTable } from './variable-table.js';
import type { VariableRow } from './variable-table.js';

export type Parsed<Shape extends z.ZodRawShape> =
  | { readonly kind: 'parsed'; readonly env: z.infer<z.ZodObject<Shape>> }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** The environment of a process, as `process.env` has it. */
export type Source = Readonly<Record<string, string | undefined>>;

/** Prefixes whose unknown variables are refused: a typo there would silently leave a default in force. */
const OWN_PREFIXES = ['SALLYPORT_', 'KAFKA_'];

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
  for (const row of variableTable(shape)) {
    const found = lookUp(row, source, readFile);
    if (found.kind === 'value') values[row.name] = found.text;
    else if (found.kind === 'problem') problems.push(found.problem);
  }
  const named = new Set(problems.map((problem) => problem.split(/(?:_FILE)? /u, 1)[0]));
  const parsed = z.object(shape).safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (named.has(name)) continue;
    problems.push(values[name] === undefined ? `${name} is required` : `${name}: ${issue.message}`);
  }
  return parsed.success && problems.length === 0
    ? { kind: 'parsed', env: parsed.data }
    : { kind: 'invalid', problems };
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

/** Variables that begin like ours and that `shape` does not have, each with the name that was probably meant. */
export function unknownVariables(shape: z.ZodRawShape, source: Source): readonly string[] {
  const known = new Set(
    variableTable(shape).flatMap((row) => (row.secret ? [row.name, fileVariable(row.name)] : [row.name])),
  );
  return Object.entries(source)
    .filter(([name]) => OWN_PREFIXES.some((prefix) => name.startsWith(prefix)) && !known.has(name))
    .filter(([name, value]) => !isForeign(name, value ?? ''))
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
