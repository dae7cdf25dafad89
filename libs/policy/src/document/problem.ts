/** What is wrong with a document, and where. */

/** Keys and list positions from the top of the document. */
export type DocumentPath = readonly (string | number)[];

export interface DocumentProblem {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** Such as `connections.openai.upstream`; empty for the document itself. */
  readonly at: string;
  /** One sentence: what is wrong and what to do. Holds no value from the document. */
  readonly message: string;
}

export function pathText(path: DocumentPath): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : text === '' ? part : `.${part}`;
  return text;
}

/** One line per problem, as compilers print them. */
export function problemText(file: string, problem: DocumentProblem): string {
  const at = problem.at === '' ? '' : `${problem.at}: `;
  return `${file}:${problem.line}:${problem.column}: ${at}${problem.message}`;
}
