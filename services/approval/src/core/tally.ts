/**
 * Counts votes against what is required.
 *
 * Votes are looked at in the order of their times. In each way, a yes counts for the first step that still needs somebody,
 * where the voter is in one of that step's groups; so a yes before the turn of its step does not count. A person counts
 * once. A no counts when its voter is in any group of any step.
 */
import { personKey } from './person.js';
import { answeringGroups, fits } from './requirement.js';
import type { Requirement, Way } from './requirement.js';
import type { Vote } from './vote.js';

/** How far one way has come. */
export interface Progress {
  /** Per step, the people who count. */
  readonly steps: readonly (readonly Vote[])[];
  readonly complete: boolean;
}

export type Tally =
  | { readonly kind: 'open'; readonly ways: readonly Progress[]; readonly denials: readonly Vote[] }
  | { readonly kind: 'approved' | 'denied'; readonly deciders: readonly Vote[] };

export function tally(requirement: Requirement, votes: readonly Vote[]): Tally {
  const ordered = oncePerPerson(votes);
  const denials = denialsAmong(requirement, ordered);
  if (denials.length >= Math.max(1, requirement.denyPeople)) return { kind: 'denied', deciders: denials };
  const ways = requirement.anyOf.map((way) => progressOf(way, ordered));
  const complete = ways.find((way) => way.complete);
  if (complete !== undefined) return { kind: 'approved', deciders: complete.steps.flat() };
  return { kind: 'open', ways, denials };
}

export type Eligibility = 'counts' | 'not-yet' | 'never';

/** Whether this vote would count now, among those that are there. */
export function eligibility(requirement: Requirement, votes: readonly Vote[], vote: Vote): Eligibility {
  const others = votes.filter((other) => personKey(other.voter) !== personKey(vote.voter));
  const ordered = oncePerPerson([...others, vote]);
  if (vote.choice === 'deny') return denialsAmong(requirement, ordered).includes(vote) ? 'counts' : 'never';
  const counts = requirement.anyOf.some((way) => progressOf(way, ordered).steps.flat().includes(vote));
  if (counts) return 'counts';
  const member = answeringGroups(requirement).some((group) => vote.groups.includes(group));
  return member ? 'not-yet' : 'never';
}

function progressOf(way: Way, ordered: readonly Vote[]): Progress {
  const steps = way.map((): Vote[] => []);
  let turn = 0;
  for (const vote of ordered) {
    const step = way[turn];
    if (step === undefined) break;
    if (vote.choice !== 'approve' || !fits(step, vote.groups)) continue;
    steps[turn]?.push(vote);
    if ((steps[turn]?.length ?? 0) >= Math.max(1, step.people)) turn += 1;
  }
  return { steps, complete: way.length > 0 && turn === way.length };
}

function denialsAmong(requirement: Requirement, ordered: readonly Vote[]): readonly Vote[] {
  const groups = answeringGroups(requirement);
  return ordered.filter(
    (vote) => vote.choice === 'deny' && groups.some((group) => vote.groups.includes(group)),
  );
}

/** The latest vote of each person, in the order of their times. */
function oncePerPerson(votes: readonly Vote[]): readonly Vote[] {
  const latest = new Map<string, Vote>();
  for (const vote of votes) {
    const known = latest.get(personKey(vote.voter));
    if (known === undefined || vote.atUs >= known.atUs) latest.set(personKey(vote.voter), vote);
  }
  return [...latest.values()].sort((a, b) => a.atUs - b.atUs);
}
