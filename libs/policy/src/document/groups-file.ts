/**
 * The groups file of an issuer whose tokens hold no groups: groups by subject or by verified e-mail.
 *
 *     alice@example.com: [engineers, auditors]
 *     '110169484474386276334': [engineers]
 */
import { z } from 'zod';
import { foreignName } from './names.js';
import { pathText } from './problem.js';
import type { DocumentProblem } from './problem.js';
import { findingsOf } from './schema-sentences.js';
import { readYaml } from './yaml-source.js';

/** Twenty thousand members fit; reading YAML of that size takes seconds. */
export const GROUPS_FILE_BYTES_MAX = 1024 * 1024;

const groupsFile = z.record(foreignName, z.array(foreignName).max(512));

export type GroupsFileResult =
  | { readonly kind: 'loaded'; readonly groupsByMember: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

/** E-mail addresses are compared in small letters. Never throws for bad input. */
export function loadGroupsFile(bytes: Uint8Array): GroupsFileResult {
  if (bytes.byteLength > GROUPS_FILE_BYTES_MAX) {
    const message = `The groups file has ${bytes.byteLength} bytes; ${GROUPS_FILE_BYTES_MAX} are the most.`;
    return { kind: 'refused', problems: [{ line: 1, column: 1, at: '', message }] };
  }
  const read = readYaml(new TextDecoder('utf-8').decode(bytes));
  if (read.kind === 'refused') return read;
  const parsed = groupsFile.safeParse(read.source.value, { reportInput: true });
  if (!parsed.success) {
    const findings = parsed.error.issues.flatMap((issue) => findingsOf(issue, []));
    const problems = findings.map(({ path, on, message }) => ({
      ...read.source.locate(path, on),
      // Member names are personal data: the line says enough.
      at: pathText(path.slice(1)),
      message,
    }));
    return { kind: 'refused', problems };
  }
  const entries = Object.entries(parsed.data);
  return {
    kind: 'loaded',
    groupsByMember: new Map(
      entries.map(([name, groups]) => [name.includes('@') ? name.toLowerCase() : name, groups]),
    ),
  };
}
