/** One pass over a JSON document (RFC 8259): checks it and notes on a tape where each value lies. */
import { hasDuplicateName } from './duplicate-names.js';
import type { JsonLimits } from './json-limits.js';
import { scanNumber } from './scan-number.js';
import { plainByte, scanStringRest } from './scan-string.js';
import { escaped, kinds, memberName, stride, wide } from './tape.js';
import { lendSlots, returnSlots } from './tape-slab.js';
import type { Fault, Tape } from './tape.js';

const fault = (reason: Fault['reason'], offset: number): Fault => ({ reason, offset });

/** What may come next. */
const wantValue = 0;
const wantValueOrEnd = 1;
const wantNameOrEnd = 2;
const wantName = 3;
const wantCommaOrEnd = 4;

export function scan(bytes: Uint8Array, limits: JsonLimits): Tape | Fault {
  const end = bytes.length;
  if (end > limits.bytesMax) return fault('TOO_MANY_BYTES', limits.bytesMax);
  const slotsMax = limits.valuesMax * stride;
  let slots = lendSlots(); // The tape doubles when it is full.
  let length = 0;
  /** Open containers: their places on the tape. */
  const open: number[] = [];
  /** Members or elements of each open container so far. */
  const counts: number[] = [];
  let inObject = false;
  let want = wantValue;
  let at = 0;

  for (;;) {
    if (at < end && (bytes[at] ?? 0) <= 0x20) at = skipSpace(bytes, at, end);
    if (at >= end) return fault('NOT_JSON', end);
    const byte = bytes[at] ?? 0;

    if (want === wantCommaOrEnd && byte === 0x2c) {
      want = inObject ? wantName : wantValue;
      at += 1;
      continue;
    }
    if (byte === 0x7d || byte === 0x5d) {
      if (want === wantValue || want === wantName || inObject !== (byte === 0x7d))
        return fault('NOT_JSON', at);
      const container = open.pop();
      const members = counts.pop();
      if (container === undefined || members === undefined) return fault('NOT_JSON', at);
      at += 1;
      slots[container + 2] = at;
      slots[container + 3] = length;
      if (inObject && hasDuplicateName(bytes, slots, container, length, members))
        return fault('DUPLICATE_KEY', slots[container + 1] ?? 0);
    } else {
      if (want === wantCommaOrEnd) return fault('NOT_JSON', at);
      if (length === slotsMax) return fault('TOO_MANY_VALUES', at);
      if (length === slots.length) {
        const longer = new Int32Array(length * 2);
        longer.set(slots);
        slots = longer;
      }
      const node = length;
      length += stride;
      slots[node + 1] = at;
      const isName = want === wantName || want === wantNameOrEnd;
      if (!isName && counts.length > 0) counts[counts.length - 1] = (counts[counts.length - 1] ?? 0) + 1;

      if (byte === 0x22) {
        at += 1;
        while (at < end && plainByte[bytes[at] ?? 0] === 1) at += 1;
        let flags = kinds.string + (isName ? memberName : 0);
        if (bytes[at] === 0x22) {
          at += 1;
        } else {
          const rest = scanStringRest(bytes, at, end);
          if (rest < 0) {
            const code = -rest - 1;
            return fault(code % 2 === 1 ? 'NOT_UTF8' : 'NOT_JSON', Math.floor(code / 2));
          }
          flags += (rest % 64) & (escaped | wide);
          at = Math.floor(rest / 64);
        }
        slots[node] = flags;
        if (isName) {
          slots[node + 2] = at;
          slots[node + 3] = length;
          if (bytes[at] !== 0x3a) at = skipSpace(bytes, at, end);
          if (bytes[at] !== 0x3a) return fault('NOT_JSON', at);
          at += 1;
          want = wantValue;
          continue;
        }
      } else if (isName) {
        return fault('NOT_JSON', at);
      } else if (byte === 0x7b || byte === 0x5b) {
        if (open.length >= limits.depthMax) return fault('TOO_DEEP', at);
        at += 1;
        open.push(node);
        counts.push(0);
        inObject = byte === 0x7b;
        slots[node] = inObject ? kinds.object : kinds.array;
        want = inObject ? wantNameOrEnd : wantValueOrEnd;
        continue;
      } else if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) {
        const behind = scanNumber(bytes, at, end);
        if (behind < 0) return fault('NOT_JSON', at);
        slots[node] = kinds.number;
        at = behind;
      } else {
        const kind = literal(bytes, at);
        if (kind === 0) return fault('NOT_JSON', at);
        slots[node] = kind;
        at += kind === kinds.false ? 5 : 4;
      }
      slots[node + 2] = at;
      slots[node + 3] = length;
    }

    // A value is complete: at the root the document is, else its container goes on.
    const parent = open[open.length - 1];
    if (parent === undefined) break;
    inObject = slots[parent] === kinds.object;
    want = wantCommaOrEnd;
  }

  at = skipSpace(bytes, at, end);
  if (at !== end) return fault('NOT_JSON', at);
  returnSlots(slots, length);
  return { slots, length };
}

function skipSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at += 1;
  }
  return at;
}

/** `true`, `false` or `null` at `at`; 0 for none. */
function literal(bytes: Uint8Array, at: number): number {
  const word = (text: readonly number[]): boolean => text.every((byte, index) => bytes[at + index] === byte);
  switch (bytes[at]) {
    case 0x74:
      return word([0x74, 0x72, 0x75, 0x65]) ? kinds.true : 0;
    case 0x66:
      return word([0x66, 0x61, 0x6c, 0x73, 0x65]) ? kinds.false : 0;
    case 0x6e:
      return word([0x6e, 0x75, 0x6c, 0x6c]) ? kinds.null : 0;
    default:
      return 0;
  }
}
