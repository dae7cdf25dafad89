/** `block_actions`: somebody pressed or chose something (`/interaction-payloads/block_actions-payload`). */
import type { JsonObject } from '../../provider/json.js';
import type { Channel } from '../state/channels.js';
import { messageObject, type Message } from '../state/messages.js';
import type { Person } from '../state/people.js';
import { appId, type SlackState } from '../state/slack-state.js';
import { viewObject, type View } from '../state/views.js';
import { chosenIn, type Found } from './inputs.js';
import { commonPayload } from './payload.js';

/** Channels that have no name of their own are called by their kind. */
const channelNames = {
  public: undefined,
  private: 'privategroup',
  im: 'directmessage',
  mpim: 'mpdm',
} as const;

/** Properties of an element that its action does not repeat. */
const notRepeated = new Set(['accessibility_label', 'option_groups', 'options']);

function actionOf({ block, element }: Found, option: string | undefined, ts: string): JsonObject {
  const shown = Object.fromEntries(Object.entries(element).filter(([name]) => !notRepeated.has(name)));
  return { ...shown, block_id: block.block_id ?? '', ...chosenIn(element, option), action_ts: ts };
}

/** What the payload says of a message. An ephemeral one is not shown again, and has no `message`. */
function placeOf(message: Message, channel: Channel): JsonObject {
  const isEphemeral = message.ephemeralTo !== undefined;
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channelNames[channel.kind] ?? channel.name },
    ...(isEphemeral ? {} : { message: messageObject(message) }),
    state: { values: {} },
  };
}

export function pressedInMessage(
  state: SlackState,
  person: Person,
  message: Message,
  channel: Channel,
  found: Found,
  option: string | undefined,
): JsonObject {
  const { team, channel: id } = message;
  return {
    type: 'block_actions',
    ...commonPayload(state, person),
    ...placeOf(message, channel),
    trigger_id: state.triggers.give(person.id, team),
    response_url: state.responseUrls.give('actions', { team, user: person.id, channel: id, message }),
    actions: [actionOf(found, option, state.ids.ts())],
  };
}

export function pressedInView(
  state: SlackState,
  person: Person,
  view: View,
  values: JsonObject,
  found: Found,
  option: string | undefined,
): JsonObject {
  const { botId } = state.workspace(view.team);
  return {
    type: 'block_actions',
    ...commonPayload(state, person),
    container: { type: 'view', view_id: view.id },
    trigger_id: state.triggers.give(person.id, view.team, view.id),
    view: viewObject(view, { id: appId, botId }, values),
    actions: [actionOf(found, option, state.ids.ts())],
  };
}
