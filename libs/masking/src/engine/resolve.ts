/**
 * What of matches that overlap counts as which: the kind of the higher rank first, then the higher score, the longer, the
 * earlier, the earlier row; of the others what is left of them.
 */
import type { Finding } from '../detector.js';

export interface Candidate extends Finding {
  /** Number of the row. */
  readonly row: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Decides before scores do: what is acted on must not lose to what is only told. */
export type RankOf = (kind: string) => number;

const byPlace = (a: Candidate, b: Candidate): number => a.start - b.start || a.end - b.end;
const byScore = (a: Candidate, b: Candidate): number =>
  b.score - a.score || b.end - b.start - (a.end - a.start) || a.start - b.start || a.row - b.row;

/** A rest of separators alone tells nothing of a value. */
const TELLING = /[\p{L}\p{N}]/u;

/** Of one group of matches that touch each other, from `from` to `end` of the text. */
function shared(
  group: readonly Candidate[],
  end: number,
  text: string,
  rankOf: RankOf | undefined,
): readonly Finding[] {
  const from = group[0]?.start ?? end;
  const ranked = [...group].sort(
    (a, b) => (rankOf === undefined ? 0 : rankOf(b.kind) - rankOf(a.kind)) || byScore(a, b),
  );
  // Of each unit, the first that claims it: linear in the length of all matches, which the budget of rows bounds.
  const owners = new Uint32Array(end - from);
  ranked.forEach((one, index) => {
    for (let at = one.start - from; at < one.end - from; at++) if (owners[at] === 0) owners[at] = index + 1;
  });
  const findings: Mutable<Finding>[] = [];
  const placeOf = new Map<number, Mutable<Finding>>();
  for (let start = from, at = from; start < end; start = at) {
    const owner = owners[start - from] ?? 0;
    while (at < end && owners[at - from] === owner) at++;
    const one = ranked[owner - 1];
    if (one === undefined) continue;
    const { kind, score } = one;
    const isWhole = one.start === start && one.end === at;
    if (!isWhole && !TELLING.test(text.slice(start, at))) continue;
    const finding: Mutable<Finding> = {
      kind,
      start,
      end: at,
      score,
      ...(isWhole ? {} : { isClipped: true }),
    };
    findings.push(finding);
    placeOf.set(owner, finding);
  }
  ranked.forEach((one, index) => {
    const winner = placeOf.get(owners[one.start - from] ?? 0);
    if (placeOf.has(index + 1) || winner === undefined || winner.kind === one.kind) return;
    if (winner.covers?.includes(one.kind) !== true) winner.covers = [...(winner.covers ?? []), one.kind];
  });
  return findings;
}

export interface Resolved {
  readonly findings: readonly Finding[];
  /** Matches that one still to come may overlap, directly or through others. */
  readonly open: readonly Candidate[];
  /** Everything before is settled. */
  readonly settledTo: number;
}

/** Of matches in `text`; `horizon`: no match to come starts before it. */
export function resolve(
  candidates: readonly Candidate[],
  horizon: number,
  text: string,
  rankOf?: RankOf,
): Resolved {
  if (candidates.length === 0) return { findings: candidates, open: candidates, settledTo: horizon };
  const findings: Finding[] = [];
  const ordered = candidates.length > 1 ? [...candidates].sort(byPlace) : candidates;
  for (let from = 0; from < ordered.length;) {
    let end = ordered[from]?.end ?? 0;
    let to = from + 1;
    for (let next = ordered[to]; next !== undefined && next.start < end; next = ordered[++to])
      end = Math.max(end, next.end);
    const first = ordered[from];
    if (end > horizon) return { findings, open: ordered.slice(from), settledTo: first?.start ?? horizon };
    if (to === from + 1 && first !== undefined)
      findings.push({ kind: first.kind, start: first.start, end: first.end, score: first.score });
    else for (const finding of shared(ordered.slice(from, to), end, text, rankOf)) findings.push(finding);
    from = to;
  }
  return { findings, open: [], settledTo: horizon };
}
