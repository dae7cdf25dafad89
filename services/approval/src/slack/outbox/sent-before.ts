/** Whether a message stands in Slack already, because whoever sent it could not say so any more. */
import type { CallSlack } from '../slack-api.js';
import { textIn } from '../slack-api.js';
import { historyMessagesMax } from '../limits.js';
import type { TakenPost } from './post-rows.js';

export const metadataType = 'sallyport_approval';
export const metadataOf = ({ approvalId, part }: TakenPost): object => ({
  event_type: metadataType,
  event_payload: { approval: approvalId, part },
});

/** Clocks of ours and of Slack differ by less. */
const skewS = 300;

export type SentBefore =
  | { readonly kind: 'found'; readonly channelId: string; readonly ts: string }
  | { readonly kind: 'not-found' }
  /** It could not be looked up now. */
  | { readonly kind: 'unknown' };

/** Where Slack does not let us look, the message is posted again: twice is better than not at all. */
export async function sentBefore(call: CallSlack, post: TakenPost): Promise<SentBefore> {
  const channelId = await idOf(call, post);
  if (channelId === undefined) return { kind: 'not-found' };
  const oldest = String(Math.floor(Number(post.firstTryUs) / 1_000_000) - skewS);
  const range = { channel: channelId, oldest, limit: historyMessagesMax, include_all_metadata: true };
  const answer =
    post.cardTs === null || post.part === 'card'
      ? await call('conversations.history', range)
      : await call('conversations.replies', { ...range, ts: post.cardTs });
  if (answer.kind === 'later' || answer.kind === 'unclear') return { kind: 'unknown' };
  if (answer.kind === 'refused') return { kind: 'not-found' };
  const messages: unknown = answer.body['messages'];
  const found = Array.isArray(messages) ? messages.find((message) => isOurs(message, post)) : undefined;
  return found === undefined ? { kind: 'not-found' } : { kind: 'found', channelId, ts: textIn(found, 'ts') };
}

function isOurs(
  message: unknown,
  { approvalId, part }: TakenPost,
): message is Readonly<Record<string, unknown>> {
  if (typeof message !== 'object' || message === null) return false;
  const held = { ...message };
  return (
    textIn(held, 'metadata', 'event_type') === metadataType &&
    textIn(held, 'metadata', 'event_payload', 'approval') === approvalId &&
    textIn(held, 'metadata', 'event_payload', 'part') === part
  );
}

/** A direct message has an id of its own, which Slack tells. */
async function idOf(call: CallSlack, { channel, channelId }: TakenPost): Promise<string | undefined> {
  if (channelId !== null) return channelId;
  if (/^[CGD][A-Z0-9]+$/u.test(channel)) return channel;
  if (!/^[UW][A-Z0-9]+$/u.test(channel)) return undefined;
  const answer = await call('conversations.open', { users: channel });
  return answer.kind === 'done' ? textIn(answer.body, 'channel', 'id') : undefined;
}
