/** What policy wants of people, as it came with the held request. */

export interface Step {
  /** Members of any of these groups count. */
  readonly groups: readonly string[];
  /** Distinct people, at least 1. */
  readonly people: number;
}

/** Steps in their order. */
export type Way = readonly Step[];

export interface Bounds {
  readonly durationMs: number;
  readonly uses: number;
}

export type ReasonRequired = 'never' | 'approve' | 'deny' | 'always';

export interface Requirement {
  /** Any of these is enough; none: nobody can agree. */
  readonly anyOf: readonly Way[];
  /** Distinct people who refuse it, at least 1. */
  readonly denyPeople: number;
  readonly lifetimeMs: number;
  readonly escalationGroups: readonly string[];
  readonly reasonRequired: ReasonRequired;
  /** What may be granted beyond the request; absent: nothing. */
  readonly grant?: Bounds;
  /** Where people are told; empty: where the service is configured to tell. */
  readonly channel: string;
}

/** Every group whose members may answer. */
export function answeringGroups(requirement: Requirement): readonly string[] {
  return [...new Set(requirement.anyOf.flatMap((way) => way.flatMap(({ groups }) => groups)))];
}

export function fits(step: Step, groups: readonly string[]): boolean {
  return step.groups.some((group) => groups.includes(group));
}

/** Whether a vote with this choice needs a reason. */
export function needsReason(required: ReasonRequired, choice: 'approve' | 'deny'): boolean {
  return required === 'always' || required === choice;
}

export type NarrowRefusal = 'GRANT_NOT_OFFERED' | 'GRANT_TOO_WIDE';

/**
 * The bounds a voter asks for, within those that policy offers: the same or narrower, never wider.
 * What is left out is as offered.
 */
export function narrow(
  offered: Bounds | undefined,
  asked: Partial<Bounds>,
):
  | { readonly kind: 'bounds'; readonly bounds: Bounds }
  | { readonly kind: 'refused'; readonly code: NarrowRefusal } {
  if (offered === undefined) return { kind: 'refused', code: 'GRANT_NOT_OFFERED' };
  const bounds = { durationMs: asked.durationMs ?? offered.durationMs, uses: asked.uses ?? offered.uses };
  const within = [
    [bounds.durationMs, offered.durationMs],
    [bounds.uses, offered.uses],
  ].every(([value = 0, most = 0]) => Number.isSafeInteger(value) && value >= 1 && value <= most);
  return within ? { kind: 'bounds', bounds } : { kind: 'refused', code: 'GRANT_TOO_WIDE' };
}

/** What all agree to: the narrowest of all; undefined, once, as soon as one asks for no more. */
export function narrowest(asked: readonly (Bounds | undefined)[]): Bounds | undefined {
  const given = asked.filter((bounds) => bounds !== undefined);
  if (given.length === 0 || given.length < asked.length) return undefined;
  return {
    durationMs: Math.min(...given.map(({ durationMs }) => durationMs)),
    uses: Math.min(...given.map(({ uses }) => uses)),
  };
}
