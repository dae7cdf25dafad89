/** From a call to its answer: the token, the scopes, the rate, then the method. No HTTP here. */
import { stringOf, type JsonObject } from '../../provider/json.js';
import type { SlackState } from '../state/slack-state.js';
import type { Token } from '../state/tokens.js';
import type { Workspace } from '../state/workspace.js';
import { chatMethods } from './chat.js';
import { channelOf } from './destination.js';
import { conversationMethods } from './conversations.js';
import { historyMethods } from './history.js';
import { refused, type Answer, type Call, type Method } from './method.js';
import { peopleMethods } from './people.js';
import type { RateLimits } from './rate-limits.js';
import { viewMethods } from './views.js';

export interface Dispatched {
  readonly answer: Answer;
  /** Scopes of the token, told in `x-oauth-scopes`; undefined where none was known. */
  readonly granted: readonly string[] | undefined;
  /** Scopes of the method, told in `x-accepted-oauth-scopes`. */
  readonly accepted: readonly string[];
  readonly team: string | undefined;
  /** The answer is 429, to be tried again after so many seconds. */
  readonly retryAfterS?: number;
}

export class Dispatch {
  readonly #methods: ReadonlyMap<string, Method>;

  constructor(
    private readonly state: SlackState,
    private readonly limits: RateLimits | undefined,
    more: Readonly<Record<string, Method>>,
  ) {
    this.#methods = new Map<string, Method>(
      Object.entries({
        ...chatMethods,
        ...conversationMethods,
        ...historyMethods,
        ...peopleMethods,
        ...viewMethods,
        ...more,
      }),
    );
  }

  run(name: string, tokenText: string, args: JsonObject): Dispatched {
    const nobody = { granted: undefined, accepted: [], team: undefined } as const;
    const method = this.#methods.get(name);
    if (method === undefined) return { ...nobody, answer: refused('unknown_method') };
    if (tokenText === '') return { ...nobody, answer: refused('not_authed') };
    const token = this.state.tokens.find(tokenText);
    if (token === undefined) return { ...nobody, answer: refused('invalid_auth') };
    if (token.state !== 'valid') return { ...nobody, answer: refused(token.state) };
    const workspace = this.#workspaceOf(token);
    const call: Call = { state: this.state, args, token, workspace };
    const accepted = method.scopes?.(call) ?? [];
    const known = { granted: token.scopes, accepted, team: token.team };
    if (method.token !== 'either' && method.token !== token.kind)
      return { ...known, answer: refused('not_allowed_token_type') };
    const needed = accepted.filter((scope) => !token.scopes.includes(scope));
    if (needed.length > 0)
      return {
        ...known,
        answer: refused('missing_scope', { needed: needed.join(','), provided: token.scopes.join(',') }),
      };
    const retryAfterS = this.limits?.take(this.#rateKey(name, method, call), method.rate);
    if (retryAfterS !== undefined) return { ...known, answer: refused('ratelimited'), retryAfterS };
    return { ...known, answer: method.run(call) };
  }

  /** An app's own token belongs to no workspace; its methods do not look at the first one, which stands in. */
  #workspaceOf(token: Token): Workspace {
    const [first = ''] = this.state.workspaces.keys();
    return this.state.workspace(token.team ?? first);
  }

  #rateKey(name: string, method: Method, call: Call): string {
    const named = stringOf(call.args.channel);
    const place = method.rate === 'message' ? (channelOf(call, named)?.id ?? named) : '';
    return `${name} ${call.workspace.id} ${place}`;
  }
}
