/** Kinds that a document names and no detector has, or gives to a pattern of its own though one has: only who knows the detectors can tell. */
import type { PolicyDocument } from './document.js';
import type { DocumentPath } from './problem.js';
import { nearest } from './suggest.js';

export interface KindProblem {
  /** For `problemAt` of the loaded document. */
  readonly path: DocumentPath;
  readonly message: string;
}

/** @param known kinds of the detector catalogue; the document's own patterns count too */
export function kindProblems(document: PolicyDocument, known: Iterable<string>): readonly KindProblem[] {
  const shipped = new Set(known);
  const all = [...shipped, ...document.detectors.patterns.map(({ kind }) => kind)];
  const set = new Set(all);
  const look = (kinds: readonly string[], path: DocumentPath): KindProblem[] =>
    kinds.flatMap((kind, at) => {
      if (set.has(kind)) return [];
      const meant = nearest(kind, all);
      const message =
        meant === undefined ? 'No detector has this kind.' : `No detector has this kind; \`${meant}\`?`;
      return [{ path: [...path, at], message }];
    });
  const taken = document.detectors.patterns.flatMap(({ kind }, at) =>
    shipped.has(kind)
      ? [
          {
            path: ['detectors', 'patterns', at, 'kind'],
            message: 'A detector has this kind already: give the pattern a kind of its own.',
          },
        ]
      : [],
  );
  return [
    ...taken,
    ...document.detectors.apply.flatMap(({ kinds, except }, at) => [
      ...look(kinds, ['detectors', 'apply', at, 'kinds']),
      ...look(except, ['detectors', 'apply', at, 'except']),
    ]),
    ...look(document.detectors.record.kinds, ['detectors', 'record', 'kinds']),
    ...look(document.detectors.record.except, ['detectors', 'record', 'except']),
    ...document.rules.flatMap(({ mask }, at) =>
      mask === undefined
        ? []
        : [
            ...look(mask.kinds, ['rules', at, 'mask', 'kinds']),
            ...look(mask.except, ['rules', at, 'mask', 'except']),
          ],
    ),
  ];
}
