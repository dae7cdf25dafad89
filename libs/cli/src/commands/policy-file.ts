/** A policy document named on the command line, loaded or refused with all of its problems. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { kindProblems } from '@sallyport/policy/document/kind-problems';
import { loadDocument, type LoadedDocument } from '@sallyport/policy/document/load';
import { problemText, type DocumentProblem } from '@sallyport/policy/document/problem';
import { CliError } from '../cli-error.js';
import { safeLine } from '../render/safe-text.js';
import type { CommandContext } from './context.js';

export type PolicyFile =
  LoadedDocument | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

/**
 * Refuses what a gateway would, kinds and patterns of detectors included.
 * @throws CliError when there is no such file
 */
export async function readPolicyFile(context: CommandContext, file: string): Promise<PolicyFile> {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path.resolve(context.cwd, file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('notFound', `The document cannot be read: ${why}`, { cause: error });
  }
  const loaded = loadDocument(bytes);
  if (loaded.kind === 'refused') return loaded;
  const problems = await detectorProblems(loaded);
  return problems.length === 0 ? loaded : { kind: 'refused', problems };
}

/** The tables of detectors are read when a document is: other commands start without them. */
async function detectorProblems(loaded: LoadedDocument): Promise<DocumentProblem[]> {
  const { document } = loaded;
  const [{ shippedKinds }, { compileOperatorPatterns }] = await Promise.all([
    import('@sallyport/masking/detectors/shipped'),
    import('@sallyport/masking/operator-patterns'),
  ]);
  const kinds = kindProblems(document, shippedKinds).map(({ path: at, message }) =>
    loaded.problemAt(at, message),
  );
  const patterns = compileOperatorPatterns(document.detectors.patterns).refused.map(({ at, message }) =>
    loaded.problemAt(['detectors', 'patterns', at], message),
  );
  return [...kinds, ...patterns];
}

/** One line for each problem, as compilers print them. */
export const problemLines = (file: string, problems: readonly DocumentProblem[]): readonly string[] =>
  problems.map((problem) => safeLine(problemText(file, problem)));

export function refusedFile(problems: readonly DocumentProblem[]): CliError {
  const many = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new CliError('invalid', `The document is refused: ${many}.`);
}
