/** Which of the matches that overlap count: the higher score, then the longer, then the earlier, then the earlier row. */
import type { Finding } from '../detector.js';

export interface Candidate extends Finding {
  /** Number of the row. */
  readonly row: number;
}

const byRank = (a: Candidate, b: Candidate): number =>
  b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start || a.row - b.row;
const byPlace = (a: Candidate, b: Candidate): number => a.start - b.start || a.end - b.end;

/** Of one group of matches that touch each other. */
function winners(group: readonly Candidate[]): readonly Candidate[] {
  if (group.length === 1) return group;
  const taken: Candidate[] = [];
  for (const one of [...group].sort(byRank)) {
    // Taken in order of place, so that neighbours alone are compared.
    let index = 0;
    for (let last = taken.length; index < last;) {
      const middle = (index + last) >> 1;
      if ((taken[middle]?.start ?? 0) < one.end) index = middle + 1;
      else last = middle;
    }
    const before = taken[index - 1];
    if (before === undefined || before.end <= one.start) taken.splice(index, 0, one);
  }
  return taken;
}

export interface Resolved {
  readonly findings: readonly Finding[];
  /** Matches that one still to come may overlap, directly or through others. */
  readonly open: readonly Candidate[];
  /** Everything before is settled. */
  readonly settledTo: number;
}

/** `horizon`: no match to come starts before it. */
export function resolve(candidates: readonly Candidate[], horizon: number): Resolved {
  const findings: Finding[] = [];
  const ordered = candidates.length > 1 ? [...candidates].sort(byPlace) : candidates;
  for (let from = 0; from < ordered.length;) {
    let end = ordered[from]?.end ?? 0;
    let to = from + 1;
    for (let next = ordered[to]; next !== undefined && next.start < end; next = ordered[++to])
      end = Math.max(end, next.end);
    const group = ordered.slice(from, to);
    if (end > horizon) return { findings, open: ordered.slice(from), settledTo: group[0]?.start ?? horizon };
    for (const { kind, start, end: last, score } of winners(group))
      findings.push({ kind, start, end: last, score });
    from = to;
  }
  return { findings, open: [], settledTo: horizon };
}
