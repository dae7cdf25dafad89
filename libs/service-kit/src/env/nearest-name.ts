/** Finds the known name that an unknown one was probably meant to be, by edits: insert, drop, replace, transpose. */

/** Most edits between a typo and what was meant; more is no longer a typo. */
const EDITS_MAX = 4;

/** Most edits of a name that is taken for a typo by nothing but its likeness to a known one. */
const LIKENESS_EDITS_MAX = 2;
/** Shorter names are near to too many others for two edits. */
const TWO_EDITS_LENGTH_MIN = 12;

/** True when `name` is one or two edits (for short names: one) away from one. */
export function isAlmostKnown(name: string, known: Iterable<string>): boolean {
  for (const candidate of known) {
    const editsMax = candidate.length < TWO_EDITS_LENGTH_MIN ? 1 : LIKENESS_EDITS_MAX;
    // The lengths alone rule most names out, which spares the table.
    if (Math.abs(name.length - candidate.length) > editsMax) continue;
    const edits = editDistance(name, candidate);
    if (edits > 0 && edits <= editsMax) return true;
  }
  return false;
}

/** The nearest of `known`, or undefined when none is within four edits and half the name's length. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestEdits = Math.min(EDITS_MAX, Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    const edits = editDistance(name, candidate);
    if (edits < bestEdits) {
      best = candidate;
      bestEdits = edits;
    }
  }
  return best;
}

/** Optimal string alignment: Levenshtein's distance, where two neighbours that changed places are one edit, row by row. */
function editDistance(left: string, right: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const edits = Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const crossed =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(crossed ? Math.min(edits, (beforePrevious[column - 2] ?? 0) + 1) : edits);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}
