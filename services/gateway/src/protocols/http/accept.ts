/** First step: limits on size and number, one reading of framing and target. */
import { readFraming } from '@sallyport/wire/http/framing';
import { readTarget, type TargetProblem } from '@sallyport/wire/http/request-target';
import type { RefusalCode } from '../../core/error-table.js';
import type { Limits } from '../../limits.js';
import type { AcceptedArrival, Arrival } from './arrival.js';

export type Accepted =
  | { readonly kind: 'accepted'; readonly accepted: AcceptedArrival }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

const refused = (code: RefusalCode): Accepted => ({ kind: 'refused', code });

/** What a problem of the target is called to the client: form and characters are bad HTTP, the rest is a path trick. */
const targetCodes = {
  NOT_ORIGIN_FORM: 'REQUEST_MALFORMED',
  FRAGMENT: 'REQUEST_MALFORMED',
  QUERY_CHARACTER: 'REQUEST_MALFORMED',
  NOT_ABSOLUTE: 'PATH_REFUSED',
  FORBIDDEN_CHARACTER: 'PATH_REFUSED',
  BAD_ESCAPE: 'PATH_REFUSED',
  ESCAPED_DELIMITER: 'PATH_REFUSED',
  DOT_SEGMENT: 'PATH_REFUSED',
  EMPTY_SEGMENT: 'PATH_REFUSED',
} as const satisfies Record<TargetProblem, RefusalCode>;

/**
 * Judges the form of a request. `Upgrade: h2c`, which some clients send with every request, may be ignored (RFC 9110
 * §7.8) and is; any other upgrade but those to WebSocket that can be taken is refused, because a client that asks for it
 * will not speak HTTP afterwards.
 */
export function accept(arrival: Arrival, limits: Limits): Accepted {
  const { request, headers } = arrival;
  const rawTarget = request.url ?? '';
  if (arrival.method === 'TRACE' || arrival.method === 'CONNECT') return refused('METHOD_REFUSED');
  // An upstream that goes by such a header would run what nobody judged.
  if (headers.otherMethods.some((method) => method !== arrival.method)) return refused('METHOD_AMBIGUOUS');
  if (rawTarget.length > limits.targetBytesMax) return refused('TARGET_TOO_LONG');
  if (headers.raw.length > limits.headersMax * 2) return refused('HEADERS_TOO_LARGE');
  const framing = readFraming(headers);
  if (framing.kind === 'refused') return refused('REQUEST_MALFORMED');
  if (headers.httpVersion !== '1.1' && headers.httpVersion !== '1.0') return refused('REQUEST_MALFORMED');
  if (headers.hostCount === 0 && headers.httpVersion !== '1.0') return refused('REQUEST_MALFORMED');
  if (framing.kind === 'length' && framing.bytes > limits.requestBodyBytesMax)
    return refused('BODY_TOO_LARGE');
  const { upgrade } = headers;
  if (upgrade !== undefined && upgrade.toLowerCase() !== 'h2c' && arrival.upgrade === undefined)
    return refused('UPGRADE_REFUSED');
  const session = headers.claimedSession;
  if (session !== undefined && (session === '' || session.length > limits.sessionNameBytesMax)) {
    return refused('SESSION_NAME_REFUSED');
  }
  const target = readTarget(rawTarget);
  if (target.kind === 'refused') return refused(targetCodes[target.problem]);
  return { kind: 'accepted', accepted: { target, framing } };
}
