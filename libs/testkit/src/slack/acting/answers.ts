/** What Slack does with the content of an acknowledgement; what it cannot use, the person sees as an error. */
import { isObject, stringOf, type Json, type JsonObject } from '../../provider/json.js';
import { messageCharsMax } from '../shape/limits.js';
import type { ResponsePlace } from '../state/response-urls.js';
import type { SlackState } from '../state/slack-state.js';
import type { View } from '../state/views.js';
import { contentOf } from '../web-api/content.js';
import { messageAt } from '../web-api/respond.js';
import { soundView } from '../web-api/views.js';

/** Troubles, none where all is well. */
type Troubles = readonly string[];

/** A command is answered with a text or a message, shown to the person alone unless it says `in_channel`. */
export function applyCommandAnswer(
  state: SlackState,
  place: ResponsePlace,
  body: Json | undefined,
): Troubles {
  if (body === undefined) return [];
  const args: JsonObject | undefined =
    typeof body === 'string' ? { text: body } : isObject(body) ? body : undefined;
  if (args === undefined) return ['the answer is neither a text nor an object'];
  const content = contentOf(args, messageCharsMax, state.ids.short);
  if (content.kind !== 'content') return [content.kind === 'refused' ? content.error : 'no content'];
  state.messages.add(messageAt(state, place, args, content));
  return [];
}

/** A submission is answered with nothing, which closes the view, or with a `response_action`. */
export function applySubmissionAnswer(state: SlackState, view: View, body: Json | undefined): Troubles {
  if (body === undefined) {
    state.views.close(view);
    return [];
  }
  if (!isObject(body)) return ['the answer is no object'];
  switch (body.response_action) {
    case 'clear':
      state.views.clear(view.rootId);
      return [];
    case 'errors':
      return complain(state, view, body.errors);
    case 'update':
    case 'push':
      return show(state, view, body.view, body.response_action);
    default:
      return [`unknown response_action ${stringOf(body.response_action)}`];
  }
}

/** Errors stand below inputs: those of a block that is no input of the view are shown nowhere. */
function complain(state: SlackState, view: View, errors: Json | undefined): Troubles {
  if (!isObject(errors)) return ['errors must be an object'];
  const blocks = Array.isArray(view.sent.blocks) ? (view.sent.blocks as readonly Json[]) : [];
  const inputs = blocks.filter((block) => isObject(block) && block.type === 'input');
  const ids = new Set(inputs.map((block) => (isObject(block) ? stringOf(block.block_id) : '')));
  const stray = Object.keys(errors).filter((id) => !ids.has(id));
  if (stray.length > 0) return stray.map((id) => `no input block has the id ${id}`);
  const texts = Object.entries(errors).map(([id, text]): [string, string] => [id, stringOf(text)]);
  state.views.complain(view, Object.fromEntries(texts));
  return [];
}

function show(state: SlackState, view: View, sent: Json | undefined, how: 'update' | 'push'): Troubles {
  const sound = soundView(state, sent, 'modal');
  if (sound.kind === 'refused') return [sound.error];
  if (sound.kind !== 'view') return ['no view'];
  if (how === 'update') state.views.replace(view, sound.sent);
  else if (state.views.add({ ...view, sent: sound.sent }, view) === undefined) return ['push_limit_reached'];
  return [];
}
