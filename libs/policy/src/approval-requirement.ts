/** What policy wants of people before something may pass. */
import type { Approval } from './document/approval.js';

export interface ApprovalStep {
  readonly groups: readonly string[];
  /** Distinct people, at least 1. */
  readonly people: number;
}

export interface ApprovalRequirement {
  /** The rules that hold: what permits a request that one of them holds does not permit one that others hold too. */
  readonly rules: readonly string[];
  /** Any of these ways is enough; the steps of one in their order. */
  readonly anyOf: readonly (readonly ApprovalStep[])[];
  readonly denyPeople: number;
  readonly lifetimeMs: number;
  readonly escalationGroups: readonly string[];
  readonly reasonRequired: Approval['reason'];
  /** Undefined: the one request alone may be permitted. */
  readonly grant: { readonly durationMsMax: number; readonly usesMax: number } | undefined;
  /** Arguments of a tool whose values belong to what a grant covers. */
  readonly sameArguments: readonly string[];
  /** Empty: wherever the approval service tells. */
  readonly channel: string;
}

/** More ways than this would be more than people can read: the rest of a product is left out, which asks for no less. */
const waysMax = 16;

/** Undefined where there is nobody to ask: the rule names no group, and the document no approver. */
export function requirementOf(
  rule: string,
  approval: Approval,
  approvers: readonly string[],
): ApprovalRequirement | undefined {
  const { anyOf, groups = approvers, people, grant } = approval;
  const ways = anyOf?.map(({ steps }) => steps) ?? (groups.length === 0 ? [] : [[{ groups, people }]]);
  if (ways.length === 0) return undefined;
  return {
    rules: [rule],
    anyOf: ways,
    denyPeople: approval.denyPeople,
    lifetimeMs: approval.expiresS * 1000,
    escalationGroups: approval.escalateTo ?? [],
    reasonRequired: approval.reason,
    grant: grant && { durationMsMax: grant.minutesMax * 60_000, usesMax: grant.usesMax },
    sameArguments: approval.sameArguments,
    channel: approval.channel ?? '',
  };
}

/** Both must be met: a way of one, then a way of the other, in every combination; and of every bound the tighter one. */
export function bothRequirements(one: ApprovalRequirement, other: ApprovalRequirement): ApprovalRequirement {
  const anyOf = one.anyOf.flatMap((first) =>
    other.anyOf.map((second) => distinctSteps([...first, ...second])),
  );
  return {
    rules: [...one.rules, ...other.rules],
    anyOf: anyOf.slice(0, waysMax),
    denyPeople: Math.min(one.denyPeople, other.denyPeople),
    lifetimeMs: Math.min(one.lifetimeMs, other.lifetimeMs),
    escalationGroups: [...new Set([...one.escalationGroups, ...other.escalationGroups])],
    reasonRequired: bothReasons(one.reasonRequired, other.reasonRequired),
    grant: one.grant &&
      other.grant && {
        durationMsMax: Math.min(one.grant.durationMsMax, other.grant.durationMsMax),
        usesMax: Math.min(one.grant.usesMax, other.grant.usesMax),
      },
    sameArguments: [...new Set([...one.sameArguments, ...other.sameArguments])],
    channel: one.channel === '' ? other.channel : one.channel,
  };
}

/** A step that two rules want alike is one step, of as many people as the stricter of them wants. */
function distinctSteps(steps: readonly ApprovalStep[]): readonly ApprovalStep[] {
  const byGroups = new Map<string, ApprovalStep>();
  for (const step of steps) {
    const key = JSON.stringify([...step.groups].sort());
    const known = byGroups.get(key);
    if (known === undefined || known.people < step.people) byGroups.set(key, step);
  }
  return [...byGroups.values()];
}

function bothReasons(one: Approval['reason'], other: Approval['reason']): Approval['reason'] {
  if (one === other || other === 'never') return one;
  return one === 'never' ? other : 'always';
}
