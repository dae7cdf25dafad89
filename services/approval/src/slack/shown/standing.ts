/** How an approval stands, in words: its title, who said what, how much is missing, how long it may still be answered. */
import type { Approval } from '../../core/approval.js';
import type { ApprovalStanding } from '../../core/states.js';
import { isPending } from '../../core/states.js';
import type { Way } from '../../core/requirement.js';
import { tally } from '../../core/tally.js';
import type { Progress } from '../../core/tally.js';
import type { Vote } from '../../core/vote.js';
import { fieldCharactersMax, lineCharactersMax, votesShownMax, wordCharactersMax } from '../limits.js';
import { code, listed } from './text.js';

export const titles = {
  pending: 'Approval needed',
  unattended: 'Approval needed (nobody waits right now)',
  approved: 'Approved',
  denied: 'Denied',
  expired: 'Expired without an answer',
  cancelled: 'Taken back',
  consumed: 'Approved, and released',
  revoked: 'Approved, then revoked',
} as const satisfies Record<ApprovalStanding, string>;

const marks = {
  pending: '⏳',
  unattended: '⏳',
  approved: '✅',
  denied: '⛔',
  expired: '⌛',
  cancelled: '↩️',
  consumed: '✅',
  revoked: '🔒',
} as const satisfies Record<ApprovalStanding, string>;

export const titleOf = ({ standing }: Approval): string => `${marks[standing]} ${titles[standing]}`;

export const nameOf = ({ name, voter }: Vote): string => (name === '' ? voter.subject : name);

const groupsOf = (groups: readonly string[]): string =>
  listed(
    groups.map((group) => code(group, wordCharactersMax)),
    ' or ',
    lineCharactersMax,
  );

/** How far people have come, in each of the ways that are enough. */
export function quorumOf({ asked, votes }: Approval): string {
  const { requirement } = asked;
  if (requirement.anyOf.length === 0) return 'nobody can agree to this';
  const result = tally(requirement, votes);
  const ways = result.kind === 'open' ? result.ways : [];
  const said = listed(
    requirement.anyOf.map((way, at) => wayOf(way, ways[at])),
    '; or ',
    fieldCharactersMax - wordCharactersMax,
  );
  const denials = result.kind === 'open' ? result.denials.length : 0;
  const missing = requirement.denyPeople > 1 ? ` (denied by ${denials} of ${requirement.denyPeople})` : '';
  return `${said}${missing}`;
}

function wayOf(way: Way, progress: Progress | undefined): string {
  const steps = way.map(({ groups, people }, at) => {
    const so = progress === undefined ? '' : `${progress.steps[at]?.length ?? 0} of `;
    return `${so}${people} from ${groupsOf(groups)}`;
  });
  return listed(steps, ', then ', fieldCharactersMax - 2 * wordCharactersMax);
}

/** One line for each vote, the latest last. */
export function votesOf({ votes }: Approval): readonly string[] {
  const lines = votes.slice(-votesShownMax).map((vote) => {
    const what = vote.choice === 'approve' ? '✅' : '⛔';
    const more = vote.bounds === undefined ? '' : ` for ${durationOf(vote.bounds.durationMs)}`;
    const reason = vote.reason === '' ? '' : `: ${code(vote.reason, lineCharactersMax)}`;
    return `${what} ${code(nameOf(vote), wordCharactersMax)}${more}${reason}`;
  });
  const hidden = votes.length - lines.length;
  return hidden > 0 ? [`${hidden} more before these`, ...lines] : lines;
}

const units = [
  ['day', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** In the largest unit that divides it, or the largest two that matter. */
export function durationOf(ms: number): string {
  const found = units.findIndex(([, size]) => ms >= size);
  const [name, size] = units[found] ?? units[3];
  const count = Math.floor(ms / size);
  const [smaller, smallerSize] = units[found + 1] ?? units[3];
  const rest = size === 1_000 ? 0 : Math.floor((ms % size) / smallerSize);
  const first = `${count} ${name}${name === 'day' && count !== 1 ? 's' : ''}`;
  return rest === 0 ? first : `${first} ${rest} ${smaller}`;
}

/** In the reader's own time zone, which Slack knows. */
export function clockOf(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  const iso = new Date(seconds * 1000).toISOString().replace('.000', '');
  return `<!date^${seconds}^{date_short_pretty} {time}|${iso}>`;
}

export function timeOf(approval: Approval, nowUs: number): string {
  const end = clockOf(approval.expiresUs);
  const leftMs = Math.floor((approval.expiresUs - nowUs) / 1000);
  if (isPending(approval.standing)) return leftMs > 0 ? `${durationOf(leftMs)}, until ${end}` : 'over';
  return approval.standing === 'approved' ? `to be used until ${end}` : `ended; it could last until ${end}`;
}
