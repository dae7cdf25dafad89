/** Sections of the document that this gateway cannot enforce: a document with them is refused, so that nobody relies on them. */
import type { PolicyDocument } from '@sallyport/policy/document/document';
import type { DocumentPath } from '@sallyport/policy/document/problem';

/** Where they stand; requests are judged by connection, method and path alone. */
export function unenforced(document: PolicyDocument): readonly DocumentPath[] {
  const { rules, prompts, limits, detectors, access } = document;
  const sections: readonly (readonly [DocumentPath, number])[] = [
    [['rules'], rules.length],
    [['prompts'], prompts.length],
    [['limits'], limits.length],
    [['detectors'], detectors.apply.length + detectors.patterns.length],
    ...access.flatMap((rule, at) =>
      (['models', 'graphs', 'tools', 'collections'] as const).map(
        (list) => [['access', at, list], rule[list] === undefined ? 0 : 1] as const,
      ),
    ),
  ];
  return sections.filter(([, entries]) => entries > 0).map(([path]) => path);
}

export const unenforcedSentence =
  'This gateway judges requests by connection, method and path, and cannot enforce this yet: remove it.';
