/** The Events API's envelope (`/apis/events-api`), and the event of an opened App Home. */
import type { JsonObject } from '../../provider/json.js';
import type { Person } from '../state/people.js';
import { appId, verificationToken, type SlackState } from '../state/slack-state.js';
import { viewObject } from '../state/views.js';

export function enveloped(state: SlackState, team: string, event: JsonObject): JsonObject {
  const { botUserId, enterprise } = state.workspace(team);
  return {
    token: verificationToken,
    team_id: team,
    context_team_id: team,
    context_enterprise_id: enterprise?.id ?? null,
    api_app_id: appId,
    event,
    type: 'event_callback',
    event_id: state.ids.next('E'),
    event_time: Math.floor(state.now() / 1000),
    authorizations: [
      {
        enterprise_id: enterprise?.id ?? null,
        team_id: team,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}

/** `/events/app_home_opened`; the view is there from the second time on. */
export function homeOpened(state: SlackState, person: Person): JsonObject {
  const { botUserId, botId } = state.workspace(person.team);
  const [channel] = state.channels.direct(person.team, [botUserId, person.id]);
  const view = state.views.home(person.id);
  return {
    type: 'app_home_opened',
    user: person.id,
    channel: channel.id,
    tab: 'home',
    event_ts: state.ids.ts(),
    ...(view === undefined ? {} : { view: viewObject(view, { id: appId, botId }) }),
  };
}
