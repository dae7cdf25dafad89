/** A policy document named on the command line, loaded or refused with all of its problems. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDocument, type LoadedDocument } from '@sallyport/policy/document/load';
import { problemText, type DocumentProblem } from '@sallyport/policy/document/problem';
import { CliError } from '../cli-error.js';
import { safeLine } from '../render/safe-text.js';
import type { CommandContext } from './context.js';

export type PolicyFile =
  LoadedDocument | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

/** @throws CliError when there is no such file */
export function readPolicyFile(context: CommandContext, file: string): PolicyFile {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path.resolve(context.cwd, file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('notFound', `The document cannot be read: ${why}`, { cause: error });
  }
  return loadDocument(bytes);
}

/** One line for each problem, as compilers print them. */
export const problemLines = (file: string, problems: readonly DocumentProblem[]): readonly string[] =>
  problems.map((problem) => safeLine(problemText(file, problem)));

export function refusedFile(problems: readonly DocumentProblem[]): CliError {
  const many = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new CliError('invalid', `The document is refused: ${many}.`);
}
