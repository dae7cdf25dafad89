/** Reads the few members of a body that an operation is made of, and remembers the first that is not what it should be. */
import type { Unreadable, UnreadableReason } from '../llm/operation.js';
import type { LocatedJson } from './located-json.js';
import { lookedAlike } from './lookalike.js';
import type { NodeId } from './tape.js';
import type { Shape } from './text-shape.js';

export class BodyFields {
  problem: Unreadable | undefined;

  constructor(
    private readonly json: LocatedJson,
    private readonly object: NodeId = json.root,
  ) {
    if (!json.isObject(object)) this.refuse('NOT_THIS_DIALECT', '');
  }

  /**
   * Refuses members that differ from a documented one in the case of letters only: some servers take one for the other,
   * and would see another model or other tools than were judged.
   */
  withoutLookalikes(shape: Shape): this {
    for (const { name } of this.json.members(this.object)) {
      const folded = lookedAlike(this.json.text(name) ?? '', shape.members);
      if (folded !== undefined) this.refuse('NOT_THIS_DIALECT', folded);
    }
    return this;
  }

  /** Empty where it is missing or null. */
  text(name: string): string {
    const node = this.present(name);
    if (node === undefined) return '';
    const text = this.json.text(node);
    if (text === undefined) this.refuse('NOT_THIS_DIALECT', name);
    return text ?? '';
  }

  flag(name: string): boolean {
    const node = this.present(name);
    if (node === undefined) return false;
    const kind = this.json.kindOf(node);
    if (kind !== 'true' && kind !== 'false') this.refuse('NOT_THIS_DIALECT', name);
    return kind === 'true';
  }

  /** A whole number from 0; undefined where it is missing or null. */
  count(name: string): number | undefined {
    const node = this.present(name);
    if (node === undefined) return undefined;
    const value = this.json.number(node);
    if (value === 'out-of-range') this.refuse('NUMBER_OUT_OF_RANGE', name);
    else if (value === undefined || value < 0 || !Number.isInteger(value))
      this.refuse('NOT_THIS_DIALECT', name);
    else return value;
    return undefined;
  }

  /** An array that must be there. */
  array(name: string): NodeId | undefined {
    const node = this.json.member(this.object, name);
    if (node !== undefined && this.json.isArray(node)) return node;
    this.refuse('NOT_THIS_DIALECT', name);
    return undefined;
  }

  /** Members that are arrays where they are there: some servers take something else for a list of one. */
  arraysOrNone(...names: readonly string[]): void {
    for (const name of names) {
      const node = this.present(name);
      if (node !== undefined && !this.json.isArray(node)) this.refuse('NOT_THIS_DIALECT', name);
    }
  }

  /** The member, where it is there and not null. */
  present(name: string): NodeId | undefined {
    const node = this.json.member(this.object, name);
    return node === undefined || this.json.kindOf(node) === 'null' ? undefined : node;
  }

  /** `name` is one of the dialect's own, so that no content gets into the message. */
  refuse(reason: UnreadableReason, name: string): void {
    this.problem ??= { kind: 'unreadable', reason, where: `/${name}` };
  }
}
