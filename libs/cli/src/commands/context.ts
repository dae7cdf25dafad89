/** What every command gets: where to write, what it acts on, and how results are shown. */
import { findSystem, type System } from '../system/system.js';
import { CliError } from '../cli-error.js';
import { Archive } from '../system/archive.js';
import { Rest } from '../system/rest.js';
import type { Logins } from '../system/logins.js';
import type { Colours } from '../render/colours.js';

export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly packageFolder: string;
  readonly logins: Logins;
  readonly colours: Colours;
  /** Columns of the terminal; undefined where the output is none. */
  readonly columns?: number | undefined;
  readonly signal: AbortSignal;
  /** Writes text and a line end to standard output; waits while the reader is slow. */
  readonly print: (text: string) => Promise<void>;
  /** Writes to standard error: what is no result. */
  readonly tell: (text: string) => void;
}

/** Options every command that reads the archive has. */
export interface ReadOptions {
  readonly json?: boolean;
  readonly as?: string;
}

/** @param usually the demo identity of a local start that is meant where none is named */
export function systemOf(
  context: CommandContext,
  { as }: { readonly as?: string },
  usually = 'auditor',
): System {
  const { env, cwd, packageFolder, logins } = context;
  return findSystem({ env, cwd, packageFolder, logins, as, usually });
}

/** The approval service, as somebody who may do what is asked. */
export function approvalsOf(
  context: CommandContext,
  options: { readonly as?: string },
  usually: 'approver' | 'admin',
): Rest {
  const system = systemOf(context, options, usually);
  const { approvalUrl: url } = system;
  if (url === undefined)
    throw new CliError('usage', 'Set SALLYPORT_APPROVAL_URL to the address of the approval service.');
  return new Rest({ name: 'approval service', url, token: () => system.token() }, context.signal);
}

export function archiveOf(context: CommandContext, options: { readonly as?: string }): Archive {
  return new Archive(systemOf(context, options), context.signal);
}

/** `--json`: one array, each item on lines of its own. */
export async function printJson(context: CommandContext, items: readonly object[]): Promise<void> {
  await context.print(JSON.stringify(items, null, 2));
}

export async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
