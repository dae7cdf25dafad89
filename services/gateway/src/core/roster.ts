/** Those who are present now, in no order: coming and going take constant time and no new memory. */

export interface Seated {
  /** The roster's own note of where the member sits; -1 outside of it. */
  seat: number;
}

/**
 * Takes the place of a `Set` where members come and go with every request: with few members at a time, a `Set` copies
 * itself into a new table every few removals.
 */
export class Roster<Member extends Seated> {
  readonly #members: Member[] = [];

  get size(): number {
    return this.#members.length;
  }

  /** Adds a member that is in no roster. */
  add(member: Member): void {
    member.seat = this.#members.length;
    this.#members.push(member);
  }

  /** False when it was not there (any more). */
  delete(member: Member): boolean {
    const { seat } = member;
    if (seat < 0) return false;
    const last = this.#members.pop();
    if (last !== undefined && last !== member) {
      this.#members[seat] = last;
      last.seat = seat;
    }
    member.seat = -1;
    return true;
  }

  /** Whoever leaves during the walk does not disturb it: the last come first, and a free seat is taken by one already seen. */
  *[Symbol.iterator](): Generator<Member, void> {
    for (let seat = this.#members.length - 1; seat >= 0; seat--) {
      const member = this.#members[seat];
      if (member !== undefined) yield member;
    }
  }
}
