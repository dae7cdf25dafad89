/** Shares partitions among the members of a group: evenly, and moving as few as possible. */

export interface Share {
  readonly partition: number;
  /** Member that has it now; undefined when nobody does. */
  readonly owner: string | undefined;
}

/**
 * @param members who want partitions, in an order that is the same for everybody (by time of joining)
 * @returns the member each partition should belong to; empty without members
 */
export function assignPartitions(
  members: readonly string[],
  shares: readonly Share[],
): ReadonlyMap<number, string> {
  const target = new Map<number, string>();
  if (members.length === 0) return target;
  const held = new Map<string, number[]>(members.map((member) => [member, []]));
  const free: number[] = [];
  for (const { partition, owner } of [...shares].sort((a, b) => a.partition - b.partition)) {
    const mine = owner === undefined ? undefined : held.get(owner);
    if (mine === undefined) free.push(partition);
    else mine.push(partition);
  }
  const least = Math.floor(shares.length / members.length);
  let extra = shares.length % members.length;
  // Those who hold most keep the odd ones, so that nothing moves without need.
  const byHeld = [...members].sort((a, b) => (held.get(b)?.length ?? 0) - (held.get(a)?.length ?? 0));
  const quota = new Map(byHeld.map((member) => [member, extra-- > 0 ? least + 1 : least]));
  for (const member of members) {
    const mine = held.get(member) ?? [];
    free.push(...mine.splice(quota.get(member) ?? 0));
    for (const partition of mine) target.set(partition, member);
  }
  free.sort((a, b) => a - b);
  for (const member of members) {
    const wanted = (quota.get(member) ?? 0) - (held.get(member)?.length ?? 0);
    for (const partition of free.splice(0, wanted)) target.set(partition, member);
  }
  return target;
}
