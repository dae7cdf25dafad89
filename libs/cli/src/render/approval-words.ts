/** Approvals, grants and locks in words: tables for lists, lines for one. */
import type { ApprovalView, GrantView, LockView } from './approval-view.js';
import type { Colours } from './colours.js';
import { durationText } from './duration.js';
import { safeLine, safeLines, shortened } from './safe-text.js';
import { clockText } from './session-table.js';
import { table } from './table.js';

const requestCharactersMax = 48;
const contentLinesMax = 60;

/** What would run, in one line. */
export function requestText({ method, path, tool }: ApprovalView): string {
  return safeLine(tool === undefined ? `${method} ${path}` : `tool call ${tool}`);
}

/** Such as `1/2 ops, then 0/1 security`; ways apart by `or`. */
export function agreedText({ requirement, agreed }: ApprovalView): string {
  return requirement.anyOf
    .map((way, at) =>
      way
        .map(
          ({ groups, people }, step) =>
            `${agreed?.[at]?.[step] ?? 0}/${people} of ${safeLine(groups.join(', '))}`,
        )
        .join(', then '),
    )
    .join(' or ');
}

export function stateText({ state, attended }: ApprovalView, { good, bad, waiting }: Colours): string {
  if (state === 'pending') return waiting(attended ? 'pending' : 'pending (nobody waits)');
  return ['approved', 'consumed'].includes(state) ? good(state) : bad(state);
}

function leftText({ expires, state }: ApprovalView, nowMs: number): string {
  const leftMs = Date.parse(expires) - nowMs;
  return state === 'pending' && leftMs > 0 ? durationText(leftMs) : '';
}

export function approvalTable(approvals: readonly ApprovalView[], colours: Colours, nowMs: number): string {
  const rows = approvals.map((approval) => [
    approval.id,
    stateText(approval, colours),
    leftText(approval, nowMs),
    shortened(safeLine(approval.identity.subject), 32),
    safeLine(approval.connection),
    shortened(requestText(approval), requestCharactersMax),
    safeLine(approval.rule),
    approval.state === 'pending' ? agreedText(approval) : '',
  ]);
  return table(
    ['APPROVAL', 'STATE', 'LEFT', 'WHO', 'CONNECTION', 'REQUEST', 'RULE', 'AGREED'],
    rows,
    colours,
  );
}

export function grantTable(grants: readonly GrantView[], colours: Colours): string {
  const rows = grants.map(({ id, identity, connection, shape, expires, uses, usesMax, ended }) => [
    ...[
      id,
      shortened(safeLine(identity.subject), 32),
      safeLine(connection),
      shortened(safeLine(shape), requestCharactersMax),
    ],
    ...[
      clockText(expires),
      `${uses}/${usesMax}`,
      ended === undefined ? colours.good('stands') : colours.bad(ended),
    ],
  ]);
  return table(['GRANT', 'WHO', 'CONNECTION', 'FOR', 'UNTIL (UTC)', 'USES', 'STATE'], rows, colours);
}

export function lockTable(locks: readonly LockView[], colours: Colours): string {
  const rows = locks.map(({ id, target, value, placed, expires, reason, lifted, applied }) => {
    const streams = applied.reduce((sum, { streamsEnded }) => sum + streamsEnded, 0);
    const held = applied.reduce((sum, { heldRefused }) => sum + heldRefused, 0);
    return [
      ...[id, target, safeLine(value), clockText(placed), expires === undefined ? '' : clockText(expires)],
      ...[
        `${streams} streams, ${held} held`,
        lifted ? 'lifted' : colours.bad('stands'),
        shortened(safeLine(reason), 40),
      ],
    ];
  });
  return table(
    ['LOCK', 'ON', 'VALUE', 'PLACED (UTC)', 'UNTIL (UTC)', 'ENDED', 'STATE', 'REASON'],
    rows,
    colours,
  );
}

/** One approval, with what would run. */
export function approvalLines(approval: ApprovalView, colours: Colours, nowMs: number): readonly string[] {
  const { identity, requirement, content } = approval;
  const { grant } = requirement;
  const left = leftText(approval, nowMs);
  const facts: readonly (readonly [string, string])[] = [
    ['approval', approval.id],
    ['state', `${stateText(approval, colours)}${left === '' ? '' : `, ${left} left`}`],
    ['who', safeLine([identity.subject, identity.agent].filter((one) => one !== '').join(' through '))],
    ['groups', safeLine(identity.groups.join(', '))],
    ['connection', safeLine(approval.connection)],
    ['request', requestText(approval)],
    ['stopped by', safeLine([approval.rule, approval.sentence].filter((one) => one !== '').join(': '))],
    ['needs', agreedText(approval)],
    [
      'may grant',
      grant === undefined
        ? ''
        : `${durationText(grant.durationMs)}, ${grant.uses} uses, of ${safeLine(approval.shape ?? '')}`,
    ],
    ['said', safeLine(approval.said)],
    ['session', safeLine(approval.session)],
    ['digest', approval.requestSha256],
  ];
  const votes = approval.votes.map(
    ({ subject, choice, reason, time }) =>
      `  ${clockText(time)}  ${safeLine(subject)}: ${choice}${reason === '' ? '' : `, “${safeLine(reason)}”`}`,
  );
  const text = content?.text === undefined ? [] : safeLines(content.text);
  const cut = content?.cut === true || text.length > contentLinesMax ? ['  … (cut)'] : [];
  return [
    ...facts.filter(([, value]) => value !== '').map(([name, value]) => `${name.padEnd(12)}${value}`),
    ...(votes.length > 0 ? ['votes', ...votes] : []),
    ...(text.length > 0
      ? ['what would run, masked', ...text.slice(0, contentLinesMax).map((line) => `  ${line}`), ...cut]
      : []),
  ];
}
