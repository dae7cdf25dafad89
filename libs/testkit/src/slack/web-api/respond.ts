/** What an app posts to a response URL: a new message, a new version of the one acted on, or its removal. */
import { stringOf, type JsonObject } from '../../provider/json.js';
import { messageCharsMax } from '../shape/limits.js';
import type { Message } from '../state/messages.js';
import type { ResponsePlace } from '../state/response-urls.js';
import { appId, type SlackState } from '../state/slack-state.js';
import { contentOf, type Content } from './content.js';
import { done, type Answer } from './method.js';

export function messageAt(
  state: SlackState,
  place: ResponsePlace,
  args: JsonObject,
  content: Content,
): Message {
  const workspace = state.workspace(place.team);
  const { text, blocks } = content;
  const threadTs = args.thread_ts === undefined ? undefined : stringOf(args.thread_ts);
  return {
    team: place.team,
    channel: place.channel,
    ts: state.ids.ts(),
    threadTs,
    user: workspace.botUserId,
    botId: workspace.botId,
    appId,
    text,
    blocks,
    metadata: args.metadata,
    editedTs: undefined,
    // What is said without `in_channel` is for the person alone.
    ephemeralTo: args.response_type === 'in_channel' ? undefined : place.user,
  };
}

export function respond(state: SlackState, place: ResponsePlace, args: JsonObject): Answer {
  if (args.delete_original === true && place.message !== undefined) {
    state.messages.remove(place.message);
    return done();
  }
  const content = contentOf(args, messageCharsMax, state.ids.short);
  if (content.kind !== 'content') return content;
  if (args.replace_original === true && place.message !== undefined) {
    const { text, blocks } = content;
    state.messages.change(place.message, { text, blocks, editedTs: state.ids.ts() });
  } else state.messages.add(messageAt(state, place, args, content));
  return done();
}
