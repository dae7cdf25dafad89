/** The newest revision seen of each thing: what is not newer never replaces what is known. */

export class Revisions {
  private readonly seen = new Map<string, number>();
  private readonly ended = new Set<string>();

  constructor(private readonly endedMax: number) {}

  /** True, and remembered, when it is newer than anything seen of that id. */
  advance(id: string, revision: number): boolean {
    if (revision <= (this.seen.get(id) ?? 0)) return false;
    this.seen.set(id, revision);
    return true;
  }

  /** Nothing more is expected of it; of such only the latest are remembered. */
  end(id: string): void {
    this.ended.delete(id);
    this.ended.add(id);
    for (const oldest of this.ended) {
      if (this.ended.size <= this.endedMax) return;
      this.ended.delete(oldest);
      this.seen.delete(oldest);
    }
  }
}
