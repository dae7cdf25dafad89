/** Verified callers of REST as the desks know them. */
import type { Caller } from '@sallyport/identity/caller';
import type { Roles } from '@sallyport/policy/document/roles';
import type { Taker } from '../apply/approval-desk.js';
import type { Voter } from '../core/cast-vote.js';

/** Their token says their groups; nobody may act for them. */
export function voterOf({ issuer, subject, name, groups, act }: Caller): Voter {
  return { issuer, subject, name, groups, groupSource: 'token', delegated: act.length > 0 };
}

export function takerOf({ issuer, subject, groups }: Caller, roles: Roles): Taker {
  return { issuer, subject, groups, admin: groups.some((group) => roles.admin.includes(group)) };
}

/** The groups whose approvals they may see; undefined for all: whoever has a role sees everything. */
export function groupsSeenBy({ groups }: Caller, roles: Roles): readonly string[] | undefined {
  const all = [...roles.approver, ...roles.admin, ...roles.auditor];
  return groups.some((group) => all.includes(group)) ? undefined : groups;
}
