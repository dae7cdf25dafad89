/** A page of a list: items, and where the next page begins. */

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
}

/** Makes a page of what was found, which is one more than `limit` when more follows. */
export function page<Found, Item>(
  found: readonly Found[],
  limit: number,
  view: (found: Found) => Item,
  cursor: (last: Found) => string,
): Page<Item> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    ...(found.length > limit && last !== undefined && { nextCursor: cursor(last) }),
  };
}
