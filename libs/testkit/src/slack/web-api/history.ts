/** `conversations.history` and `.replies`: what stands in a channel, as an app finds again what it posted. */
import { stringOf, type JsonObject } from '../../provider/json.js';
import type { ChannelKind } from '../state/channels.js';
import { messageObject, type Message } from '../state/messages.js';
import { channelOf } from './destination.js';
import { done, missingArgument, refused, type Answer, type Call, type Method } from './method.js';

/** One of four, by the kind of channel. */
const historyScopes: Readonly<Record<ChannelKind, string>> = {
  public: 'channels:history',
  private: 'groups:history',
  im: 'im:history',
  mpim: 'mpim:history',
};
/** Messages of a page where nothing is said, and at most. */
const pageDefault = 100;
const pageMax = 999;

function scopes(call: Call): readonly string[] {
  const channel = channelOf(call, stringOf(call.args.channel));
  return [historyScopes[channel?.kind ?? 'public']];
}

function page(call: Call, messages: readonly Message[]): Answer {
  const { cursor, limit, include_all_metadata: metadata } = call.args;
  const from = cursor === undefined ? 0 : Number(/^at:(\d+)$/u.exec(stringOf(cursor))?.[1]);
  if (Number.isNaN(from)) return refused('invalid_cursor');
  const size = Math.min(Number(limit ?? pageDefault), pageMax);
  if (!Number.isInteger(size) || size < 1) return refused('invalid_limit');
  const withMetadata = metadata === true || metadata === 'true';
  const shown = messages.slice(from, from + size).map((message): JsonObject => ({
    ...messageObject(message),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  }));
  const hasMore = messages.length > from + size;
  return done({
    messages: shown,
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: `at:${from + size}` } } : {}),
  });
}

/** What was posted between `oldest` and `latest`; these two themselves only where the call says `inclusive`. */
function messagesOf({ state, args }: Call, channel: string): readonly Message[] {
  const inclusive = args.inclusive === true || args.inclusive === 'true';
  const oldest = Number(args.oldest ?? 0);
  const latest = Number(args.latest ?? Number.POSITIVE_INFINITY);
  return state.messages.all.filter((message) => {
    const ts = Number(message.ts);
    const isWithin = inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
    return message.channel === channel && message.ephemeralTo === undefined && isWithin;
  });
}

function read(call: Call, pick: (messages: readonly Message[]) => readonly Message[] | undefined): Answer {
  const { args, workspace } = call;
  if (args.channel === undefined) return missingArgument('channel');
  const channel = channelOf(call, stringOf(args.channel));
  if (channel === undefined) return refused('channel_not_found');
  if (!channel.members.has(workspace.botUserId)) return refused('not_in_channel');
  const messages = pick(messagesOf(call, channel.id));
  return messages === undefined ? refused('thread_not_found') : page(call, messages);
}

/** The latest first, without replies. */
const history = (call: Call): Answer =>
  read(call, (messages) => messages.filter(({ threadTs }) => threadTs === undefined).toReversed());

/** The thread's first message, then its replies. */
const replies = (call: Call): Answer =>
  read(call, (messages) => {
    const ts = stringOf(call.args.ts);
    const thread = messages.filter((message) => message.ts === ts || message.threadTs === ts);
    return thread[0]?.ts === ts ? thread : undefined;
  });

export const historyMethods = {
  'conversations.history': { token: 'bot', scopes, rate: 3, run: history },
  'conversations.replies': { token: 'bot', scopes, rate: 3, run: replies },
} as const satisfies Record<string, Method>;
