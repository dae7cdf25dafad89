/** Whether one of the changed strings lies in a value. */
import type { LocatedJson } from './located-json.js';
import type { NodeId } from './tape.js';

/** `changed` is in ascending order, so that a look costs no more than its logarithm. */
export function isChangedWithin(json: LocatedJson, value: NodeId, changed: readonly NodeId[]): boolean {
  let low = 0;
  let high = changed.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((changed[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  const next = changed[low];
  return next !== undefined && next < json.behind(value);
}
