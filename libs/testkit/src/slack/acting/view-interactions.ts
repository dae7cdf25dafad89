/** `view_submission` and `view_closed` (`/interaction-payloads/view-interactions-payload`). */
import type { JsonObject } from '../../provider/json.js';
import type { Person } from '../state/people.js';
import { appId, type SlackState } from '../state/slack-state.js';
import { viewObject, type View } from '../state/views.js';
import { commonPayload } from './payload.js';

function viewPayload(state: SlackState, person: Person, view: View, values: JsonObject): JsonObject {
  const { botId } = state.workspace(view.team);
  return { ...commonPayload(state, person), view: viewObject(view, { id: appId, botId }, values) };
}

export function submitted(state: SlackState, person: Person, view: View, values: JsonObject): JsonObject {
  return {
    type: 'view_submission',
    ...viewPayload(state, person, view, values),
    trigger_id: state.triggers.give(person.id, view.team, view.id),
    response_urls: [],
  };
}

/** `cleared`: the whole stack was closed, not the view alone. */
export function closed(state: SlackState, person: Person, view: View, cleared: boolean): JsonObject {
  return { type: 'view_closed', ...viewPayload(state, person, view, {}), is_cleared: cleared };
}
