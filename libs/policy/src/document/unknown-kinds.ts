/** Kinds that a document names and no detector has: only who knows the detectors can tell. */
import type { PolicyDocument } from './document.js';
import type { DocumentPath } from './problem.js';
import { nearest } from './suggest.js';

export interface UnknownKind {
  /** For `problemAt` of the loaded document. */
  readonly path: DocumentPath;
  readonly message: string;
}

/** @param known kinds of the detector catalogue; the document's own patterns count too */
export function unknownKinds(document: PolicyDocument, known: Iterable<string>): readonly UnknownKind[] {
  const all = [...known, ...document.detectors.patterns.map(({ kind }) => kind)];
  const set = new Set(all);
  const look = (kinds: readonly string[], path: DocumentPath): UnknownKind[] =>
    kinds.flatMap((kind, at) => {
      if (set.has(kind)) return [];
      const meant = nearest(kind, all);
      const message =
        meant === undefined ? 'No detector has this kind.' : `No detector has this kind; \`${meant}\`?`;
      return [{ path: [...path, at], message }];
    });
  return [
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
