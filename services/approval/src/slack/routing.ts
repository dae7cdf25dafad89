/** Where a question is put: the rule's channel, or the configured one; or directly to those who may answer. */
import type { Asked } from '../core/approval.js';
import { answeringGroups } from '../core/requirement.js';

/** In place of a channel: to each linked person who may answer. */
export const directly = 'direct';

export type Route =
  | { readonly kind: 'channel'; readonly channel: string }
  /** To people in any of these groups. */
  | { readonly kind: 'people'; readonly groups: readonly string[] }
  /** Nobody is told in Slack. */
  | { readonly kind: 'none' };

/** `byConnection` is of the configuration: a connection's own channel. The rule comes first, then the connection. */
export function routeOf(
  { requirement, connection }: Pick<Asked, 'requirement' | 'connection'>,
  configured: { readonly channel: string; readonly byConnection: ReadonlyMap<string, string> },
): Route {
  const named = [requirement.channel, configured.byConnection.get(connection) ?? '', configured.channel];
  const channel = named.find((one) => one !== '') ?? '';
  if (channel === '') return { kind: 'none' };
  return channel === directly
    ? { kind: 'people', groups: answeringGroups(requirement) }
    : { kind: 'channel', channel };
}
