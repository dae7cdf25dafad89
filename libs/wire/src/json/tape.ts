/** Where each value of a document lies: four numbers a value, in the order of the document, a name before its member. */
import type { UnreadableReason } from '../llm/operation.js';

/** A value's place on the tape. The root is 0. */
export type NodeId = number;

export const kinds = {
  object: 1,
  array: 2,
  string: 3,
  number: 4,
  true: 5,
  false: 6,
  null: 7,
} as const;
export type JsonKind = keyof typeof kinds;

/** The lowest three bits of a value's first number are its kind; these lie above. */
export const kindMask = 7;
/** The string has a backslash. */
export const escaped = 8;
/** The string has a byte outside ASCII. */
export const wide = 16;
/** The string is the name of a member. */
export const memberName = 32;

/** Numbers a value: what it is, first byte, byte behind it, and the tape place behind it and all that is in it. */
export const stride = 4;

export interface Tape {
  readonly slots: Int32Array;
  /** Used numbers of `slots`. */
  readonly length: number;
}

/** Why and where a document was refused. */
export interface Fault {
  readonly reason: UnreadableReason;
  /** Bytes from the start. */
  readonly offset: number;
}
