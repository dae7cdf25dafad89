/** `chat.*`: messages of the app. */
import { isObject, stringOf } from '../../provider/json.js';
import { messageCharsMax, updatedCharsMax } from '../shape/limits.js';
import { messageObject, type Message } from '../state/messages.js';
import { appId } from '../state/slack-state.js';
import { contentOf, type Content } from './content.js';
import { channelOf, destinationOf } from './destination.js';
import { done, missingArgument, refused, type Answer, type Call, type Method } from './method.js';

const scopes = (): readonly string[] => ['chat:write'];

/** A message of the app, as this call made it. */
function draft({ state, workspace, args }: Call, channel: string, content: Content): Message {
  return {
    team: workspace.id,
    channel,
    ts: state.ids.ts(),
    threadTs: args.thread_ts === undefined ? undefined : stringOf(args.thread_ts),
    user: workspace.botUserId,
    botId: workspace.botId,
    appId,
    text: content.text,
    blocks: content.blocks,
    metadata: args.metadata,
    editedTs: undefined,
    ephemeralTo: undefined,
  };
}

/** The thread's first message must be there: `thread_not_found` is what apps report of a deleted one. */
function threadProblem({ state, args }: Call, channel: string): Answer | undefined {
  if (args.thread_ts === undefined) return undefined;
  const ts = stringOf(args.thread_ts);
  if (!/^\d+\.\d{6}$/u.test(ts))
    return refused('invalid_thread_ts', {
      response_metadata: { messages: [`[ERROR] ${ts} is not a valid thread_ts`] },
    });
  return state.messages.find(channel, ts) === undefined ? refused('thread_not_found') : undefined;
}

/** `/messaging/message-metadata`: what apps write for themselves beside a message. */
function metadataProblem({ args }: Call): Answer | undefined {
  if (args.metadata === undefined) return undefined;
  const { event_type: type, event_payload: payload } = isObject(args.metadata) ? args.metadata : {};
  return typeof type === 'string' && isObject(payload) ? undefined : refused('invalid_metadata_format');
}

function postMessage(call: Call): Answer {
  const { state, args } = call;
  if (args.channel === undefined) return missingArgument('channel');
  const channel = destinationOf(call, stringOf(args.channel));
  if (typeof channel === 'string') return refused(channel);
  const content = contentOf(args, messageCharsMax, state.ids.short);
  if (content.kind !== 'content') return content;
  const problem = threadProblem(call, channel.id) ?? metadataProblem(call);
  if (problem !== undefined) return problem;
  const message = state.messages.add(draft(call, channel.id, content));
  return done({ channel: channel.id, ts: message.ts, message: messageObject(message) });
}

function postEphemeral(call: Call): Answer {
  const { state, args } = call;
  if (args.channel === undefined) return missingArgument('channel');
  if (args.user === undefined) return missingArgument('user');
  const channel = destinationOf(call, stringOf(args.channel));
  if (typeof channel === 'string') return refused(channel);
  const user = stringOf(args.user);
  if (!channel.members.has(user)) return refused('user_not_in_channel');
  const content = contentOf(args, messageCharsMax, state.ids.short);
  if (content.kind !== 'content') return content;
  const message = state.messages.add({ ...draft(call, channel.id, content), ephemeralTo: user });
  return done({ message_ts: message.ts });
}

/** Only what the app itself posted can be changed, and an ephemeral message by its response URL alone. */
function update(call: Call): Answer {
  const { state, args, workspace } = call;
  if (args.channel === undefined) return missingArgument('channel');
  if (args.ts === undefined) return missingArgument('ts');
  const channel = channelOf(call, stringOf(args.channel));
  if (channel === undefined) return refused('channel_not_found');
  if (channel.archived) return refused('is_inactive');
  const before = state.messages.find(channel.id, stringOf(args.ts));
  if (before === undefined || before.ephemeralTo !== undefined) return refused('message_not_found');
  if (before.user !== workspace.botUserId) return refused('cant_update_message');
  const content = contentOf(args, updatedCharsMax, state.ids.short);
  if (content.kind !== 'content') return content;
  const problem = metadataProblem(call);
  if (problem !== undefined) return problem;
  const { text, blocks } = content;
  const metadata = args.metadata ?? before.metadata;
  const after = state.messages.change(before, { text, blocks, metadata, editedTs: state.ids.ts() });
  const message = messageObject(after ?? before);
  return done({ channel: channel.id, ts: before.ts, text: content.text, message });
}

function getPermalink(call: Call): Answer {
  const { state, args, workspace } = call;
  const channel = channelOf(call, stringOf(args.channel));
  if (channel === undefined) return refused('channel_not_found');
  const message = state.messages.find(channel.id, stringOf(args.message_ts));
  if (message === undefined || message.ephemeralTo !== undefined) return refused('message_not_found');
  const permalink = `https://${workspace.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`;
  return done({ channel: channel.id, permalink });
}

export const chatMethods = {
  'chat.postMessage': { token: 'bot', scopes, rate: 'message', run: postMessage },
  'chat.postEphemeral': { token: 'bot', scopes, rate: 4, run: postEphemeral },
  'chat.update': { token: 'bot', scopes, rate: 3, run: update },
  'chat.getPermalink': { token: 'bot', rate: 'unlimited', run: getPermalink },
} as const satisfies Record<string, Method>;
