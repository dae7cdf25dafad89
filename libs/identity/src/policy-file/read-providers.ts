/** The issuers of a document, with their groups files read. */
import { loadGroupsFile } from '@sallyport/policy/document/groups-file';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import type { DocumentProblem } from '@sallyport/policy/document/problem';
import { providersOf } from '../issuers/from-document.js';
import type { GroupsByMember, ProviderSettings } from '../issuers/issuer-settings.js';
import type { ReadPolicyFile } from './tracked-reader.js';

export type ProvidersResult =
  | { readonly kind: 'ready'; readonly providers: readonly ProviderSettings[] }
  | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

/** A groups file is policy: when it cannot be read or understood, the whole is refused. */
export async function readProviders(loaded: LoadedDocument, read: ReadPolicyFile): Promise<ProvidersResult> {
  const problems: DocumentProblem[] = [];
  const groups = new Map<string, GroupsByMember>();
  for (const [index, entry] of loaded.document.issuers.entries()) {
    if (entry.groupsFile === undefined) continue;
    const result = await read(entry.groupsFile);
    const note = (message: string) =>
      problems.push(loaded.problemAt(['issuers', index, 'groupsFile'], message));
    if (result.kind === 'unreadable') {
      note(`This file cannot be read (${result.why}).`);
      continue;
    }
    const file = loadGroupsFile(result.bytes);
    if (file.kind === 'loaded') groups.set(entry.name, file.groupsByMember);
    else
      for (const { line, column, message } of file.problems)
        note(`In this file, line ${line}:${column}: ${message}`);
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const providers = providersOf(loaded.document, (entry) => groups.get(entry.name) ?? new Map());
  return { kind: 'ready', providers };
}
