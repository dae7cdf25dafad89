/** The fields of a slash command (`/interactivity/implementing-slash-commands`): every one a text. */
import type { JsonObject } from '../../provider/json.js';
import type { Channel } from '../state/channels.js';
import type { Person } from '../state/people.js';
import { appId, verificationToken, type SlackState } from '../state/slack-state.js';

export function commanded(
  state: SlackState,
  person: Person,
  channel: Channel,
  command: string,
  text: string,
): JsonObject {
  const { id: team, domain, enterprise } = state.workspace(person.team);
  const place = { team, user: person.id, channel: channel.id, message: undefined };
  return {
    token: verificationToken,
    team_id: team,
    team_domain: domain,
    ...(enterprise === undefined ? {} : { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    channel_id: channel.id,
    channel_name: channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: state.responseUrls.give('commands', place),
    trigger_id: state.triggers.give(person.id, team),
  };
}
