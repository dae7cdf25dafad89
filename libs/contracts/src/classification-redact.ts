/** Copies of messages that show an audience no more than it may see. */
import { audiences, fieldsOf } from './classification.js';
import type { Audience, Classification, FieldRow, MessageName } from './classification.js';

/** A message as plain JSON data. */
export type Shown = Readonly<Record<string, unknown>>;

/** Longer byte strings are shown by their size: digests and keys of digests are shorter. */
const SHOWN_BYTES_MAX = 64;

/** What a log may show of `message`: public and internal fields; bytes in hexadecimal, long ones by their size. */
export function loggable(name: MessageName, message: object): Shown {
  return show('log', name, message);
}

/** What a SIEM may see of `message`. */
export function siemVisible(name: MessageName, message: object): Shown {
  return show('siem', name, message);
}

/** Goes by the table and not by the object: what the contract does not know is never copied. */
function show(audience: Audience, name: MessageName, message: object): Shown {
  const allowed: readonly Classification[] = audiences[audience];
  const values = new Map<string, unknown>(Object.entries(message));
  const shown: Record<string, unknown> = {};
  for (const [field, row] of Object.entries(fieldsOf(name))) {
    if (!allowed.includes(row.classification)) continue;
    const value = row.oneof === undefined ? values.get(field) : memberOf(values.get(row.oneof), field);
    if (value !== undefined) shown[field] = showValue(audience, row, value);
  }
  return shown;
}

/** ts-proto writes a oneof as `{ $case, value }`. */
function memberOf(oneof: unknown, field: string): unknown {
  if (typeof oneof !== 'object' || oneof === null || !('$case' in oneof) || !('value' in oneof))
    return undefined;
  return oneof.$case === field ? oneof.value : undefined;
}

function showValue(audience: Audience, row: FieldRow, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => showValue(audience, row, item));
  if (value instanceof Uint8Array) {
    if (value.length > SHOWN_BYTES_MAX) return `[${value.length} bytes]`;
    return Buffer.from(value).toString('hex');
  }
  if (typeof value === 'object' && value !== null) {
    return row.message === undefined ? undefined : show(audience, row.message, value);
  }
  return typeof value === 'bigint' ? value.toString() : value;
}
