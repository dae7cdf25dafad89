/** What somebody did in Slack, as it is written down before it is acknowledged, and the key by which it is known again. */
import type { BlockAction, SlashCommand, ViewSubmitAction } from '@slack/bolt';
import { reasonInput } from '../acts.js';
import { textIn } from '../slack-api.js';

/** Somebody in Slack. */
export interface Actor {
  /** Workspace that the person belongs to, which need not be ours. */
  readonly team: string;
  readonly person: string;
}

/** Where an answer for one person is shown; absent: in a direct message. */
interface Place {
  readonly channel?: string;
}

export type Act = Actor &
  Place &
  (
    | {
        readonly kind: 'press';
        readonly action: string;
        readonly value: string;
        readonly trigger: string;
        /** The modal in which it was pressed. */
        readonly view?: string;
      }
    | { readonly kind: 'reason'; readonly carried: string; readonly reason: string }
    | { readonly kind: 'command'; readonly text: string; readonly trigger: string }
    | { readonly kind: 'home' }
  );

/** `key` is equal for the same act delivered again, whatever envelope or signature it comes in. */
export interface Delivered {
  readonly key: string;
  readonly act: Act;
}

const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);

export function pressed(body: BlockAction): Delivered | undefined {
  const [action] = body.actions;
  if (action === undefined) return undefined;
  const actor = actorOf(body.user, body.team?.id);
  const place = textIn(body.container, 'message_ts') || (body.view?.id ?? '');
  const value = 'value' in action && typeof action.value === 'string' ? action.value : '';
  return {
    key: keyOf('press', actor.team, actor.person, place, action.action_ts, action.action_id, value),
    act: {
      kind: 'press',
      ...actor,
      ...(body.channel === undefined ? {} : { channel: body.channel.id }),
      ...{ action: action.action_id, value, trigger: body.trigger_id },
      ...(body.view === undefined || body.view.type !== 'modal' ? {} : { view: body.view.id }),
    },
  };
}

export function submitted(body: ViewSubmitAction): Delivered {
  const actor = actorOf(body.user, body.team?.id);
  const { view } = body;
  const reason = view.state.values[reasonInput.block]?.[reasonInput.action]?.value ?? '';
  return {
    key: keyOf('reason', actor.team, actor.person, view.id, view.hash),
    act: { kind: 'reason', ...actor, carried: view.private_metadata, reason },
  };
}

export function commanded(body: SlashCommand): Delivered {
  const actor = { team: body.team_id, person: body.user_id };
  return {
    key: keyOf('command', actor.team, actor.person, body.trigger_id),
    act: {
      kind: 'command',
      ...actor,
      channel: body.channel_id,
      text: body.text,
      trigger: body.trigger_id,
    },
  };
}

/** The Events API names the workspace that is told; that of the person is looked up. */
export function homeOpened(eventId: string, team: string, person: string): Delivered {
  return { key: keyOf('home', eventId), act: { kind: 'home', team, person } };
}

function actorOf(user: { readonly id: string; readonly team_id?: string }, team: string | undefined): Actor {
  return { team: user.team_id ?? team ?? '', person: user.id };
}
