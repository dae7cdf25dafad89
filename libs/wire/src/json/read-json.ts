/**
 * Reads a JSON document strictly (RFC 8259) and remembers where everything lies.
 *
 * What the grammar leaves open has one behaviour here: a name that stands twice in an object, however escaped, is refused
 * (`DUPLICATE_KEY`); strings that are not UTF-8, and escapes of lone surrogates, are refused (`NOT_UTF8`); a byte order
 * mark is refused (`NOT_JSON`); numbers of any size pass in their own spelling, and only who must know what an impossible
 * one is worth refuses it (`NUMBER_OUT_OF_RANGE`, see `LocatedJson.number`).
 */
import type { Unreadable } from '../llm/operation.js';
import type { JsonLimits } from './json-limits.js';
import { LocatedJson } from './located-json.js';
import { scan } from './scan.js';
import type { Fault } from './tape.js';

export function readJson(bytes: Uint8Array, limits: JsonLimits): LocatedJson | Unreadable {
  const read = scan(bytes, limits);
  return 'reason' in read ? unreadable(read, limits) : new LocatedJson(bytes, read);
}

function unreadable({ reason, offset }: Fault, limits: JsonLimits): Unreadable {
  const limitName = limitOf[reason];
  return {
    kind: 'unreadable',
    reason,
    where: `byte ${offset}`,
    ...(limitName === undefined ? {} : { limit: limits[limitName] }),
  };
}

const limitOf: Partial<Record<Fault['reason'], keyof JsonLimits>> = {
  TOO_DEEP: 'depthMax',
  TOO_MANY_VALUES: 'valuesMax',
  TOO_MANY_BYTES: 'bytesMax',
};
