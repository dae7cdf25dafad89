/** Records of several logs in the order of time, each log in its own order: what a log says first was first. */

/** What has been read of a log and not told yet. */
export interface Waiting<Item> {
  readonly items: Item[];
  /** Nothing follows at this moment. */
  isDry: boolean;
}

/** Takes what can be told now: until a log that goes on has nothing waiting. Of equal times, the earlier log's is first. */
export function takeInTime<Item extends { readonly cursor: { readonly timeUs: number } }>(
  logs: readonly Waiting<Item>[],
): readonly Item[] {
  const taken: Item[] = [];
  for (;;) {
    if (logs.some(({ items, isDry }) => items.length === 0 && !isDry)) return taken;
    let next: Item[] | undefined;
    for (const { items } of logs) {
      const at = items[0]?.cursor.timeUs;
      if (at !== undefined && at < (next?.[0]?.cursor.timeUs ?? Infinity)) next = items;
    }
    const item = next?.shift();
    if (item === undefined) return taken;
    taken.push(item);
  }
}
