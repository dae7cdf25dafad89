/** What is required of people, from and to the contract. */
import { ReasonRequired } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type {
  ApprovalRequirement,
  GrantBounds,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Bounds, ReasonRequired as ReasonRequiredName, Requirement } from './requirement.js';

const reasonOf = {
  never: ReasonRequired.UNSPECIFIED,
  approve: ReasonRequired.APPROVE,
  deny: ReasonRequired.DENY,
  always: ReasonRequired.ALWAYS,
} as const satisfies Record<ReasonRequiredName, ReasonRequired>;

/** A value that a newer gateway knows and we do not asks for a reason always. */
function reasonNamed(value: ReasonRequired): ReasonRequiredName {
  switch (value) {
    case ReasonRequired.UNSPECIFIED:
      return 'never';
    case ReasonRequired.APPROVE:
      return 'approve';
    case ReasonRequired.DENY:
      return 'deny';
    default:
      return 'always';
  }
}

/** A step without a number needs one person; one without groups can be answered by nobody. */
export function requirementOf(contract: ApprovalRequirement): Requirement {
  const { grant } = contract;
  return {
    anyOf: contract.anyOf.map(({ steps }) =>
      steps.map(({ groups, people }) => ({ groups, people: Math.max(1, people) })),
    ),
    denyPeople: Math.max(1, contract.denyPeople),
    lifetimeMs: contract.lifetimeMs,
    escalationGroups: contract.escalationGroups,
    reasonRequired: reasonNamed(contract.reasonRequired),
    ...(grant !== undefined && { grant: { durationMs: grant.durationMsMax, uses: grant.usesMax } }),
    channel: contract.channel,
  };
}

export function requirementContract(requirement: Requirement): ApprovalRequirement {
  const { anyOf, denyPeople, lifetimeMs, escalationGroups, reasonRequired, grant, channel } = requirement;
  return {
    anyOf: anyOf.map((way) => ({
      steps: way.map(({ groups, people }) => ({ groups: [...groups], people })),
    })),
    ...{ denyPeople, lifetimeMs, escalationGroups: [...escalationGroups] },
    reasonRequired: reasonOf[reasonRequired],
    grant: boundsContract(grant),
    channel,
  };
}

export function boundsContract(bounds: Bounds | undefined): GrantBounds | undefined {
  return bounds && { durationMsMax: bounds.durationMs, usesMax: bounds.uses };
}
