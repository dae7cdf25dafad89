/** Bytes of `sallyport.yaml` to a document, or every problem in them at once. */
import type { z } from 'zod';
import { adviceOn } from './advice.js';
import { conditionFindings } from './condition-findings.js';
import { crossReferenceFindings } from './cross-references.js';
import { policyDocument } from './document.js';
import type { PolicyDocument } from './document.js';
import { documentJsonSchema } from './json-schema.js';
import { knownKeysAt } from './known-keys.js';
import { pathText } from './problem.js';
import type { DocumentPath, DocumentProblem } from './problem.js';
import { findingsOf } from './schema-sentences.js';
import type { Finding } from './schema-sentences.js';
import { policyVersion } from './version.js';
import { readYaml } from './yaml-source.js';

/** Far above any real document; bounds the time a reload can take. */
export const DOCUMENT_BYTES_MAX = 1024 * 1024;

/** More would only hide the first. */
const PROBLEMS_MAX = 100;

export interface LoadedDocument {
  readonly kind: 'loaded';
  readonly document: PolicyDocument;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly version: string;
  /** Worth saying, no reason to refuse. */
  readonly advice: readonly DocumentProblem[];
  /** A problem at a place of this document, for checks made after loading (files, environment). */
  readonly problemAt: (path: DocumentPath, message: string) => DocumentProblem;
}

export type LoadResult =
  LoadedDocument | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

/** Never throws for bad input. */
export function loadDocument(bytes: Uint8Array): LoadResult {
  if (bytes.byteLength > DOCUMENT_BYTES_MAX) {
    return refusedWhole(`The document has ${bytes.byteLength} bytes; ${DOCUMENT_BYTES_MAX} are the most.`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refusedWhole('The document is not valid UTF-8: save it as UTF-8.');
  }
  const read = readYaml(text);
  if (read.kind === 'refused') return refused(read.problems);
  const { value, locate } = read.source;
  const problem = (finding: Finding): DocumentProblem => ({
    ...locate(finding.path, finding.on, finding.offset),
    at: pathText(finding.path),
    message: finding.message,
  });
  const parsed = policyDocument.safeParse(value, { reportInput: true });
  const findings = [
    ...schemaFindings(parsed.error?.issues ?? []),
    ...crossReferenceFindings(value),
    ...conditionFindings(value),
  ];
  if (!parsed.success || findings.length > 0) return refused(findings.map(problem));
  return {
    kind: 'loaded',
    document: parsed.data,
    version: policyVersion(bytes),
    advice: adviceOn(parsed.data).map(problem),
    problemAt: (path, message) => problem({ path, message, on: 'value' }),
  };
}

function schemaFindings(issues: readonly z.core.$ZodIssue[]): readonly Finding[] {
  if (issues.length === 0) return [];
  const schema = documentJsonSchema();
  return issues.flatMap((issue) => findingsOf(issue, knownKeysAt(schema, issue.path)));
}

const refusedWhole = (message: string) => refused([{ line: 1, column: 1, at: '', message }]);

/** In the order of the document; one fault can be found twice at the same place. */
function refused(found: readonly DocumentProblem[]): LoadResult {
  const unique = new Map(found.map((problem) => [JSON.stringify(problem), problem]));
  const problems = [...unique.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  return { kind: 'refused', problems: problems.slice(0, PROBLEMS_MAX) };
}
