/** `views.*`: modals and home tabs. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from '../../provider/json.js';
import { viewBytesMax } from '../shape/limits.js';
import { storedBlocks } from '../shape/stored-blocks.js';
import { problemsOfView } from '../shape/view-shape.js';
import { appId, type SlackState } from '../state/slack-state.js';
import { viewObject, type View } from '../state/views.js';
import { done, missingArgument, refused, refusedFor, type Answer, type Call, type Method } from './method.js';

interface SoundView {
  readonly kind: 'view';
  readonly sent: JsonObject;
}

/** A view as Slack keeps it, or why it does not take it. The same for views in answers to submissions. */
export function soundView(
  state: SlackState,
  value: Json | undefined,
  kind: 'modal' | 'home',
): SoundView | Answer {
  if (!isObject(value)) return missingArgument('view');
  if (Buffer.byteLength(JSON.stringify(value)) > viewBytesMax) return refused('view_too_large');
  const problems = problemsOfView(value, kind);
  if (problems.length > 0) return refusedFor('invalid_arguments', problems);
  return { kind: 'view', sent: { ...value, blocks: storedBlocks(objectsOf(value.blocks), state.ids.short) } };
}

const shown = (call: Call, view: View): Answer =>
  done({ view: viewObject(view, { id: appId, botId: call.workspace.botId }) });

/** Whether another open view of the workspace has the external id already. */
function takes(call: Call, sent: JsonObject, but?: View): boolean {
  const externalId = stringOf(sent.external_id);
  if (externalId === '') return false;
  const holder = call.state.views.withExternalId(call.workspace.id, externalId);
  return holder !== undefined && holder.id !== but?.id;
}

function openOrPush(call: Call, push: boolean): Answer {
  const { state, args, workspace } = call;
  if (args.trigger_id === undefined) return missingArgument('trigger_id');
  const sound = soundView(state, args.view, 'modal');
  if (sound.kind !== 'view') return sound;
  if (takes(call, sound.sent)) return refused('duplicate_external_id');
  const trigger = state.triggers.exchange(stringOf(args.trigger_id), workspace.id);
  if (typeof trigger === 'string') return refused(trigger);
  const below = push && trigger.view !== undefined ? state.views.find(trigger.view) : undefined;
  if (push && below?.open !== true) return refused('not_found');
  const draft = { team: workspace.id, user: trigger.user, kind: 'modal', sent: sound.sent } as const;
  const view = state.views.add(draft, below);
  return view === undefined ? refused('push_limit_reached') : shown(call, view);
}

function update(call: Call): Answer {
  const { state, args, workspace } = call;
  const before =
    args.view_id === undefined
      ? state.views.withExternalId(workspace.id, stringOf(args.external_id))
      : state.views.find(stringOf(args.view_id));
  if (before?.team !== workspace.id || !before.open) return refused('not_found');
  if (args.hash !== undefined && args.hash !== before.hash) return refused('hash_conflict');
  const sound = soundView(state, args.view, before.kind);
  if (sound.kind !== 'view') return sound;
  if (takes(call, sound.sent, before)) return refused('duplicate_external_id');
  return shown(call, state.views.replace(before, sound.sent));
}

function publish(call: Call): Answer {
  const { state, args, workspace } = call;
  if (!state.app.homeTab) return refused('not_enabled');
  if (args.user_id === undefined) return missingArgument('user_id');
  const person = state.people.find(stringOf(args.user_id));
  if (person?.team !== workspace.id)
    return refused('invalid_arguments', { response_metadata: { messages: ['[ERROR] invalid `user_id`'] } });
  const sound = soundView(state, args.view, 'home');
  if (sound.kind !== 'view') return sound;
  const before = state.views.home(person.id);
  if (args.hash !== undefined && before !== undefined && args.hash !== before.hash)
    return refused('hash_conflict');
  if (before !== undefined) return shown(call, state.views.replace(before, sound.sent));
  const draft = { team: workspace.id, user: person.id, kind: 'home', sent: sound.sent } as const;
  const view = state.views.add(draft);
  return view === undefined ? refused('internal_error') : shown(call, view);
}

export const viewMethods = {
  'views.open': { token: 'bot', rate: 4, run: (call) => openOrPush(call, false) },
  'views.push': { token: 'bot', rate: 4, run: (call) => openOrPush(call, true) },
  'views.update': { token: 'bot', rate: 4, run: update },
  'views.publish': { token: 'bot', rate: 4, run: publish },
} as const satisfies Record<string, Method>;
