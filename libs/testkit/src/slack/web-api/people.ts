/** `users.*` and `auth.*`: who somebody is, and who the app is. */
import { stringOf } from '../../provider/json.js';
import { userObject } from '../state/people.js';
import { appId } from '../state/slack-state.js';
import { done, missingArgument, refused, type Answer, type Call, type Method } from './method.js';

function info({ state, args, workspace, token }: Call): Answer {
  if (args.user === undefined) return missingArgument('user');
  const person = state.people.find(stringOf(args.user));
  if (person?.team !== workspace.id) return refused('user_not_found');
  return done({ user: userObject(person, workspace, token.scopes.includes('users:read.email')) });
}

function test({ state, workspace, token }: Call): Answer {
  if (token.kind === 'app') return done({ app_name: 'sallyport', app_id: appId });
  return done({
    url: `https://${workspace.domain}.slack.com/`,
    team: workspace.name,
    user: state.people.find(workspace.botUserId)?.name ?? '',
    team_id: workspace.id,
    user_id: workspace.botUserId,
    bot_id: workspace.botId,
    is_enterprise_install: false,
    ...(workspace.enterprise === undefined ? {} : { enterprise_id: workspace.enterprise.id }),
  });
}

export const peopleMethods = {
  'users.info': { token: 'bot', scopes: () => ['users:read'], rate: 4, run: info },
  'auth.test': { token: 'either', rate: 'unlimited', run: test },
} as const satisfies Record<string, Method>;
