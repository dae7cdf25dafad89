/** What people are asked, what they answered and what came of it, in a few words: for tables of events and for timelines. */
import type { Colours } from './colours.js';
import type { DecisionView } from './decision-view.js';
import { durationText } from './duration.js';
import { safeLine, shortened } from './safe-text.js';
import { clockText } from './session-table.js';
import type { EventView } from './views.js';

/** Arguments of a call that waits: enough to see what it would do. */
const argumentsCharsMax = 200;

type Tell = (event: EventView, decision: Partial<DecisionView>, colours: Colours) => readonly string[];

const tellers: Readonly<Record<string, Tell>> = {
  'request.held': (event, decision, { waiting }) => [
    waiting(`${heldCallText(event)}waits for ${needsText(decision)}`),
    ...until(decision),
    // Where an equal request waits already, its approval is found by this id too.
    `approval ${safeLine(event.requestId ?? '')}`,
  ],
  'request.unattended': (_, __, { waiting }) => [
    waiting('its client waits no more; the approval can still be given'),
  ],
  'request.released': (event, decision, { good }) => [
    good(`released by ${permitText(event, decision)}`),
    ...(event.isCall === true ? ['the agent gets the tool call'] : []),
  ],
  'approval.requested': (event, decision, { waiting }) => [
    waiting(`asks ${needsText(decision)}`),
    ...until(decision),
    ...named(event),
  ],
  'approval.joined': (event) => [
    `request ${safeLine(event.requestId ?? '')} waits for the same answer`,
    ...named(event),
  ],
  'approval.unattended': (event, _, { waiting }) => [
    waiting('nobody waits for the answer now'),
    ...named(event),
  ],
  'approval.voted': (event, decision, colours) => [voteText(event, decision, colours), ...named(event)],
  'approval.decided': (event, { outcome = '', deciders = [], grantId }, { good, bad }) => [
    `${(outcome === 'approved' ? good : bad)(safeLine(outcome))}${deciders.length === 0 ? '' : ` by ${safeLine(deciders.join(', '))}`}`,
    ...(grantId === undefined ? [] : [`with grant ${safeLine(grantId)}`]),
    ...named(event),
  ],
  'approval.expired': (event, { was }, { bad }) => [
    bad(was === 'approved' ? 'agreed to, but not used in time' : 'not answered in time'),
    ...named(event),
  ],
  'approval.cancelled': (event, decision, { bad }) => [
    `${bad('taken back before an answer')}${endedBy(event, decision)}`,
    ...named(event),
  ],
  'approval.revoked': (event, decision, { bad }) => [
    `${bad('taken back after people had agreed')}${endedBy(event, decision)}`,
    ...named(event),
  ],
  'approval.consumed': (event, decision) => [
    `${permitText(event, decision)} is spent on request ${safeLine(event.requestId ?? '')}`,
    `by ${safeLine(decision.replica ?? '')}`,
  ],
  'grant.made': (_, decision, { good }) => [
    good(`permits ${decision.uses ?? 0} requests like: ${safeLine(decision.shape ?? '')}`),
    ...until(decision),
    `grant ${safeLine(decision.grantId ?? '')}`,
  ],
  'grant.ended': (event, { outcome = '', uses = 0, grantId = '' }) => [
    `${safeLine(outcome)}${outcome === 'revoked' ? by(event) : ''}, after ${uses} requests`,
    `grant ${safeLine(grantId)}`,
  ],
  'lock.placed': (event, { lock, findingId }, { bad }) =>
    lock === undefined
      ? []
      : [
          `${bad(`locks ${safeLine(lock.on)} ${safeLine(lock.value)}`)}${findingId === undefined ? by(event) : ` by finding ${safeLine(findingId)}`}`,
          lock.expiresMs === undefined ? 'until it is lifted' : `until ${clock(lock.expiresMs)}`,
          lock.terminateLive ? 'ends what is live' : 'refuses new requests alone',
          `lock ${safeLine(lock.id)}`,
        ],
  'lock.lifted': (event, { outcome, lockId = '' }, { good }) => [
    good(outcome === 'expired' ? 'its time is over' : `lifted${by(event)}`),
    `lock ${safeLine(lockId)}`,
  ],
  'lock.applied': (_, { applied, replica = '', lockId = '' }) => [
    ...(applied === undefined
      ? []
      : [
          `${safeLine(replica)} ended ${applied.streams} streams and refused ${applied.held} held requests`,
          `after ${durationText(applied.afterMs)}`,
        ]),
    `lock ${safeLine(lockId)}`,
  ],
};

/** None of an event that people have nothing to do with. */
export function decisionWords(event: EventView, colours: Colours): readonly string[] {
  return tellers[event.type]?.(event, event.approval ?? {}, colours) ?? [];
}

function voteText(event: EventView, decision: Partial<DecisionView>, { good, bad }: Colours): string {
  const { choice = '', channel = '', refused, grant } = decision;
  const who = event.caller?.name || event.identity?.subject || 'somebody';
  const where = ` by ${safeLine(channel)}`;
  if (refused !== undefined) {
    return bad(
      `the vote of ${safeLine(who)}${where} (${safeLine(choice)}) did not count: ${safeLine(refused)}`,
    );
  }
  const paint = choice === 'approve' ? good : bad;
  const wider =
    grant === undefined
      ? ''
      : `, requests like it for ${durationText(grant.durationMs)}, ${grant.uses} at most`;
  return `${paint(`${safeLine(who)} ${saidOf[choice] ?? safeLine(choice)}`)}${where}${wider}`;
}

const saidOf: Readonly<Record<string, string>> = {
  approve: 'approved',
  deny: 'denied',
  withdraw: 'took the vote back',
};

/** Ways apart by `or`, steps of one by `then`. */
function needsText({ needs = [] }: Partial<DecisionView>): string {
  const ways = needs.map((steps) => steps.map(safeLine).join(', then '));
  return ways.length === 0 ? 'people' : ways.join(' or ');
}

/** Empty where it is no call that waits. */
function heldCallText({ heldCall, heldArguments }: EventView): string {
  if (heldCall === undefined) return '';
  const given = safeLine((heldArguments?.text ?? '').replaceAll(/\s+/g, ' '));
  return `${safeLine(heldCall)}(${shortened(given, argumentsCharsMax)}) `;
}

const permitText = ({ approvalId }: EventView, { grantId }: Partial<DecisionView>): string =>
  grantId === undefined ? `approval ${safeLine(approvalId ?? '')}` : `grant ${safeLine(grantId)}`;

const named = ({ approvalId }: EventView): readonly string[] =>
  approvalId === undefined ? [] : [`approval ${safeLine(approvalId)}`];

const by = ({ identity }: EventView): string =>
  identity === undefined ? '' : ` by ${safeLine(identity.subject)}`;

const endedBy = (event: EventView, { lockId }: Partial<DecisionView>): string =>
  lockId === undefined ? by(event) : ` by lock ${safeLine(lockId)}`;

const until = ({ expiresMs }: Partial<DecisionView>): readonly string[] =>
  expiresMs === undefined ? [] : [`until ${clock(expiresMs)}`];

const clock = (ms: number): string => `${clockText(new Date(ms).toISOString())} UTC`;
