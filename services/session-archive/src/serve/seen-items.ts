/** What a follower has seen: of each log, in whose order its items come, the last one. It travels as the id of a frame. */

export interface LogItem {
  readonly id: string;
  /** Name of its log. */
  readonly log: string;
  readonly position: number;
}

/** Between ids of events, of which each log has one. */
const SEPARATOR = '.';
/** Logs of one session: one of each topic. */
const idsMax = 2;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The ids of events in the id of a frame; undefined when it is none. */
export function eventIdsOf(frameId: string): readonly string[] | undefined {
  const ids = frameId.split(SEPARATOR);
  return ids.length <= idsMax && ids.every((id) => UUID.test(id)) ? ids : undefined;
}

export class SeenItems {
  private readonly last = new Map<string, LogItem>();

  constructor(seen: readonly LogItem[] = []) {
    for (const item of seen) this.add(item);
  }

  has({ log, position }: LogItem): boolean {
    return position <= (this.last.get(log)?.position ?? -1);
  }

  /** Returns the id of the item's frame: what has been seen then. */
  add(item: LogItem): string {
    this.last.set(item.log, item);
    return [...this.last.values()].map(({ id }) => id).join(SEPARATOR);
  }
}
