/** Where a message may go: the channel named in a call, and whether the app may write there. */
import type { Channel } from '../state/channels.js';
import type { Call } from './method.js';

export type NoDestination = 'channel_not_found' | 'is_archived' | 'not_in_channel' | 'messages_tab_disabled';

/** A person's id stands for the direct message with the app, which is opened. */
export function channelOf({ state, workspace }: Call, named: string): Channel | undefined {
  const person = state.people.find(named);
  if (person !== undefined && person.team === workspace.id && !person.deleted)
    return state.channels.direct(workspace.id, [workspace.botUserId, person.id])[0];
  const channel = state.channels.find(workspace.id, named);
  const isMember = channel?.members.has(workspace.botUserId) === true;
  return channel?.kind === 'public' || isMember ? channel : undefined;
}

export function destinationOf(call: Call, named: string): Channel | NoDestination {
  const channel = channelOf(call, named);
  if (channel === undefined) return 'channel_not_found';
  if (channel.archived) return 'is_archived';
  if (channel.kind === 'im' && !call.state.app.messagesTab) return 'messages_tab_disabled';
  const mayWrite =
    channel.members.has(call.workspace.botUserId) || call.token.scopes.includes('chat:write.public');
  return mayWrite ? channel : 'not_in_channel';
}
