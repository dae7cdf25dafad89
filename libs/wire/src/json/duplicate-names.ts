/** Finds a name that an object has twice: readers differ in which of the two counts, so none of them is read. */
import { escaped, stride } from './tape.js';

/** Up to here each pair of names is compared in place; beyond, a set is cheaper. */
const pairwiseMax = 12;

/** Whether one of the object's names stands twice, however it is escaped. `slots` holds the object from `object` to `end`. */
export function hasDuplicateName(
  bytes: Uint8Array,
  slots: Int32Array,
  object: number,
  end: number,
  members: number,
): boolean {
  if (members < 2) return false;
  if (members > pairwiseMax) return hasDuplicateText(bytes, slots, object, end);
  for (let name = object + stride; name < end; name = slots[name + stride + 3] ?? end) {
    if (((slots[name] ?? 0) & escaped) !== 0) return hasDuplicateText(bytes, slots, object, end);
    const start = slots[name + 1] ?? 0;
    const length = (slots[name + 2] ?? 0) - start;
    for (let other = object + stride; other < name; other = slots[other + stride + 3] ?? end) {
      const otherStart = slots[other + 1] ?? 0;
      if ((slots[other + 2] ?? 0) - otherStart === length && isSame(bytes, start, otherStart, length))
        return true;
    }
  }
  return false;
}

function isSame(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let index = 1; index < length; index += 1) {
    if (bytes[one + index] !== bytes[other + index]) return false;
  }
  return true;
}

function hasDuplicateText(bytes: Uint8Array, slots: Int32Array, object: number, end: number): boolean {
  const seen = new Set<string>();
  for (let name = object + stride; name < end; name = slots[name + stride + 3] ?? end) {
    const text = stringText(bytes, slots, name);
    if (seen.has(text)) return true;
    seen.add(text);
  }
  return false;
}

/** The decoded text of a string that was scanned. */
export function stringText(bytes: Uint8Array, slots: Int32Array, node: number): string {
  const start = slots[node + 1] ?? 0;
  const end = slots[node + 2] ?? 0;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
  if (((slots[node] ?? 0) & escaped) === 0) return raw.slice(1, -1);
  const text: unknown = JSON.parse(raw);
  return typeof text === 'string' ? text : '';
}
