/** `conversations.*`: looking up channels, opening direct messages. */
import { stringOf } from '../../provider/json.js';
import { channelObject, type ChannelKind } from '../state/channels.js';
import { channelOf } from './destination.js';
import { done, missingArgument, refused, type Answer, type Call, type Method } from './method.js';

/** One of four, by the kind of channel that is looked up. */
const readScopes: Readonly<Record<ChannelKind, string>> = {
  public: 'channels:read',
  private: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};
/** `conversations.open` takes at most eight others. */
const othersMax = 8;

function infoScopes(call: Call): readonly string[] {
  const channel = channelOf(call, stringOf(call.args.channel));
  return [readScopes[channel?.kind ?? 'public']];
}

function info(call: Call): Answer {
  if (call.args.channel === undefined) return missingArgument('channel');
  const channel = channelOf(call, stringOf(call.args.channel));
  if (channel === undefined) return refused('channel_not_found');
  return done({ channel: channelObject(channel, call.workspace.botUserId) });
}

const usersOf = ({ args }: Call): readonly string[] =>
  stringOf(args.users)
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');

function open(call: Call): Answer {
  const { state, workspace, args } = call;
  const users = usersOf(call);
  if (users.length === 0) return refused('users_list_not_supplied');
  if (users.length > othersMax) return refused('too_many_users');
  for (const id of users) {
    const person = state.people.find(id);
    if (person?.team !== workspace.id) return refused('user_not_found');
    if (person.deleted) return refused('user_disabled');
    if (person.isBot) return refused('cannot_dm_bot');
  }
  const [channel, wasOpen] = state.channels.direct(workspace.id, [workspace.botUserId, ...users]);
  const whole = args.return_im === true || args.return_im === 'true';
  return done({
    ...(wasOpen ? { no_op: true, already_open: true } : {}),
    channel: whole ? channelObject(channel, workspace.botUserId) : { id: channel.id },
  });
}

export const conversationMethods = {
  'conversations.info': { token: 'bot', scopes: infoScopes, rate: 3, run: info },
  'conversations.open': {
    token: 'bot',
    scopes: (call) => [usersOf(call).length > 1 ? 'mpim:write' : 'im:write'],
    rate: 3,
    run: open,
  },
} as const satisfies Record<string, Method>;
