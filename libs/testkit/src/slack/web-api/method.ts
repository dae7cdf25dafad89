/** What a Web API method is: which token it takes, which scopes it wants, how often it may be called, what it does. */
import type { JsonObject } from '../../provider/json.js';
import { wordsOf, type Problem } from '../shape/rule.js';
import type { SlackState } from '../state/slack-state.js';
import type { Token } from '../state/tokens.js';
import type { Workspace } from '../state/workspace.js';

/** `blocks`, `view`, `attachments` and `metadata` are read from JSON; the rest is as it came. */
export type Arguments = JsonObject;

export interface Call {
  readonly state: SlackState;
  readonly args: Arguments;
  readonly token: Token;
  readonly workspace: Workspace;
}

export type Answer =
  | { readonly kind: 'done'; readonly body: JsonObject }
  | { readonly kind: 'refused'; readonly error: string; readonly more?: JsonObject };

/** Calls per minute (`/apis/web-api/rate-limits`), for each method and workspace. */
export const tiers = { 2: 20, 3: 50, 4: 100 } as const;

export interface Method {
  readonly token: 'bot' | 'app' | 'either';
  /** All of these. A method that has none listed wants none. */
  readonly scopes?: (call: Call) => readonly string[];
  /** `message`: one a second in each channel. */
  readonly rate: keyof typeof tiers | 'message' | 'unlimited';
  readonly run: (call: Call) => Answer;
}

export const done = (body: JsonObject = {}): Answer => ({ kind: 'done', body });
export const refused = (error: string, more?: JsonObject): Answer => ({
  kind: 'refused',
  error,
  ...(more === undefined ? {} : { more }),
});

/** `invalid_blocks` and `invalid_arguments` say what is wrong twice: plainly, and marked as errors. */
export function refusedFor(error: string, problems: readonly Problem[]): Answer {
  const errors = problems.map(wordsOf);
  return refused(error, {
    errors,
    response_metadata: { messages: errors.map((text) => `[ERROR] ${text}`) },
  });
}

export const missingArgument = (name: string): Answer =>
  refused('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
