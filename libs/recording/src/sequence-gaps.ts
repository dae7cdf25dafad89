/** Finds lost events: each producer numbers its events 1, 2, 3, … within a boot epoch, so a missing number is a lost event. */

export interface ObservedSequence {
  readonly replica: string;
  readonly bootEpoch: string;
  readonly sequence: number;
}

export interface SequenceGap {
  readonly replica: string;
  readonly bootEpoch: string;
  /** First missing number. */
  readonly from: number;
  /** Last missing number. */
  readonly to: number;
}

/**
 * The gaps below the highest number seen of each producer, in any order of arrival; repeated numbers are no gap.
 * What follows the highest number cannot be known to be missing. Sorted by replica, boot epoch and number.
 */
export function sequenceGaps(observed: Iterable<ObservedSequence>): readonly SequenceGap[] {
  const producers = new Map<string, Map<string, number[]>>();
  for (const { replica, bootEpoch, sequence } of observed) {
    let boots = producers.get(replica);
    if (boots === undefined) producers.set(replica, (boots = new Map<string, number[]>()));
    const numbers = boots.get(bootEpoch);
    if (numbers === undefined) boots.set(bootEpoch, [sequence]);
    else numbers.push(sequence);
  }
  const gaps: SequenceGap[] = [];
  for (const [replica, boots] of sorted(producers)) {
    for (const [bootEpoch, numbers] of sorted(boots)) {
      let expected = 1;
      for (const sequence of numbers.sort((a, b) => a - b)) {
        if (sequence > expected) gaps.push({ replica, bootEpoch, from: expected, to: sequence - 1 });
        expected = Math.max(expected, sequence + 1);
      }
    }
  }
  return gaps;
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
