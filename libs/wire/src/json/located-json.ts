/** A JSON document together with the bytes each of its values lies at. */
import type { JsonPath } from '../llm/operation.js';
import { numberDigitsMin } from './number-text.js';
import { splice } from './splice.js';
import type { Edit } from './splice.js';
import { escaped, kindMask, kinds, memberName, stride, wide } from './tape.js';
import type { JsonKind, NodeId, Tape } from './tape.js';

/** A string of the document: a value, or the name of a member. */
export interface LocatedString {
  readonly node: NodeId;
  readonly path: JsonPath;
  readonly text: string;
  /** The string is the name of the member that `path` leads to. */
  readonly isName: boolean;
}

const kindNames = Object.fromEntries(Object.entries(kinds).map(([name, code]) => [code, name]));

export class LocatedJson {
  readonly kind = 'json';
  readonly root: NodeId = 0;
  readonly bytes: Uint8Array;
  readonly tape: Tape;
  private readonly buffer: Buffer;
  /** One character a byte, so that places in the text are places in the bytes. */
  private readonly narrow: string;

  constructor(bytes: Uint8Array, tape: Tape) {
    this.bytes = bytes;
    this.tape = tape;
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.narrow = this.buffer.toString('latin1');
  }

  kindOf(node: NodeId): JsonKind {
    return (kindNames[this.slot(node) & kindMask] ?? 'null') as JsonKind;
  }

  isObject(node: NodeId): boolean {
    return (this.slot(node) & kindMask) === kinds.object;
  }

  isArray(node: NodeId): boolean {
    return (this.slot(node) & kindMask) === kinds.array;
  }

  isString(node: NodeId): boolean {
    return (this.slot(node) & kindMask) === kinds.string;
  }

  isNumber(node: NodeId): boolean {
    return (this.slot(node) & kindMask) === kinds.number;
  }

  /** Whether the value is a string, has values in it, or is a number with room for enough digits to be a text. */
  canHoldText(node: NodeId): boolean {
    const kind = this.slot(node) & kindMask;
    if (kind <= kinds.string) return true;
    return kind === kinds.number && this.endOf(node) - this.startOf(node) >= numberDigitsMin;
  }

  startOf(node: NodeId): number {
    return this.slot(node + 1);
  }

  /** The byte behind the value. */
  endOf(node: NodeId): number {
    return this.slot(node + 2);
  }

  /** The tape place behind the value and all that is in it: its next sibling, where it has one. */
  behind(node: NodeId): NodeId {
    return this.slot(node + 3);
  }

  /** The text of a string, decoded; undefined for what is no string, and for no value. */
  text(node: NodeId | undefined): string | undefined {
    if (node === undefined) return undefined;
    const flags = this.slot(node);
    if ((flags & kindMask) !== kinds.string) return undefined;
    const start = this.startOf(node);
    const end = this.endOf(node);
    if ((flags & (escaped | wide)) === 0) return this.narrow.slice(start + 1, end - 1);
    if ((flags & escaped) === 0) return this.utf8(start + 1, end - 1);
    const raw = (flags & wide) === 0 ? this.narrow.slice(start, end) : this.utf8(start, end);
    const text: unknown = JSON.parse(raw);
    return typeof text === 'string' ? text : undefined;
  }

  /** What a number is worth; `out-of-range` where no double holds it (1e400) or an integer beyond ±(2^53 - 1) stands there. */
  number(node: NodeId | undefined): number | 'out-of-range' | undefined {
    if (node === undefined || (this.slot(node) & kindMask) !== kinds.number) return undefined;
    const value = Number(this.raw(node));
    if (!Number.isFinite(value)) return 'out-of-range';
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'out-of-range' : value;
  }

  isTrue(node: NodeId | undefined): boolean {
    return node !== undefined && (this.slot(node) & kindMask) === kinds.true;
  }

  /** The JSON text of a value, as it stands. */
  raw(node: NodeId): string {
    return this.utf8(this.startOf(node), this.endOf(node));
  }

  /** What `JSON.parse` makes of a value. */
  valueOf(node: NodeId): unknown {
    return JSON.parse(this.raw(node)) as unknown;
  }

  get value(): unknown {
    return this.valueOf(this.root);
  }

  /** The value of an object's member; undefined where there is none, or no object. */
  member(object: NodeId | undefined, name: string): NodeId | undefined {
    if (object === undefined || !this.isObject(object)) return undefined;
    const end = this.behind(object);
    for (let at = object + stride; at < end; at = this.behind(at + stride)) {
      if (this.isText(at, name)) return at + stride;
    }
    return undefined;
  }

  /** Elements of an array in their order; none where it is no array. */
  elements(array: NodeId | undefined): readonly NodeId[] {
    const found: NodeId[] = [];
    if (array === undefined || !this.isArray(array)) return found;
    const end = this.behind(array);
    for (let at = array + stride; at < end; at = this.behind(at)) found.push(at);
    return found;
  }

  /** Members of an object in their order, name and value; none where it is no object. */
  members(object: NodeId | undefined): readonly { readonly name: NodeId; readonly value: NodeId }[] {
    const found: { readonly name: NodeId; readonly value: NodeId }[] = [];
    if (object === undefined || !this.isObject(object)) return found;
    const end = this.behind(object);
    for (let at = object + stride; at < end; at = this.behind(at + stride))
      found.push({ name: at, value: at + stride });
    return found;
  }

  /** The value that a path leads to. */
  at(path: JsonPath): NodeId | undefined {
    let node: NodeId | undefined = this.root;
    for (const step of path) {
      node = typeof step === 'string' ? this.member(node, step) : this.elements(node)[step];
      if (node === undefined) return undefined;
    }
    return node;
  }

  /** All strings in the order of the document, names of members included. */
  strings(): LocatedString[] {
    const found: LocatedString[] = [];
    const visit = (node: NodeId, path: JsonPath): void => {
      const text = this.text(node);
      if (text !== undefined) found.push({ node, path, text, isName: false });
      let index = 0;
      for (const element of this.elements(node)) visit(element, [...path, index++]);
      for (const { name, value } of this.members(node)) {
        const key = this.text(name) ?? '';
        found.push({ node: name, path: [...path, key], text: key, isName: true });
        visit(value, [...path, key]);
      }
    };
    visit(this.root, []);
    return found;
  }

  isName(node: NodeId): boolean {
    return (this.slot(node) & memberName) !== 0;
  }

  /** The document with the edits made; the same bytes where they change nothing. */
  splice(edits: readonly Edit[]): Uint8Array {
    return splice(this, edits);
  }

  /** Whether the string says `text`; looks at the bytes where it can. */
  private isText(node: NodeId, text: string): boolean {
    if ((this.slot(node) & (escaped | wide)) !== 0) return this.text(node) === text;
    const start = this.startOf(node) + 1;
    return this.endOf(node) - start - 1 === text.length && this.narrow.startsWith(text, start);
  }

  private slot(at: number): number {
    return this.tape.slots[at] ?? 0;
  }

  private utf8(start: number, end: number): string {
    return this.buffer.toString('utf8', start, end);
  }
}
