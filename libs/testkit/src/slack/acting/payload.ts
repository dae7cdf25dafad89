/** What every interaction payload says of the workspace, the app and the person. */
import type { JsonObject } from '../../provider/json.js';
import type { Person } from '../state/people.js';
import { appId, verificationToken, type SlackState } from '../state/slack-state.js';

/**
 * `team` is the workspace of the app, also where the person belongs to another one: `user.team_id` alone tells
 * strangers in shared channels apart (https://github.com/slackapi/java-slack-sdk/issues/1041).
 */
export function commonPayload(state: SlackState, person: Person): JsonObject {
  const { id, domain, enterprise } = state.workspace(person.team);
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.homeTeam },
    api_app_id: appId,
    token: verificationToken,
    team: {
      id,
      domain,
      ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
    enterprise: enterprise === undefined ? null : { id: enterprise.id, name: enterprise.name },
    is_enterprise_install: false,
  };
}
