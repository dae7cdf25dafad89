/** Tokens and what they may do. */
export interface Token {
  readonly kind: 'bot' | 'app';
  /** Workspace of a bot's token; undefined for a token of the app itself. */
  readonly team: string | undefined;
  readonly scopes: readonly string[];
  readonly state: TokenState;
}
/** Names of the errors that Slack answers, besides `valid`. */
export type TokenState = 'valid' | 'token_revoked' | 'account_inactive' | 'token_expired';

export class Tokens {
  readonly #byText = new Map<string, Token>();

  add(text: string, token: Omit<Token, 'state'>): void {
    this.#byText.set(text, { ...token, state: 'valid' });
  }

  find(text: string): Token | undefined {
    return this.#byText.get(text);
  }

  change(text: string, change: Partial<Pick<Token, 'state' | 'scopes'>>): void {
    const token = this.#byText.get(text);
    if (token === undefined) throw new Error('this Slack never gave that token');
    this.#byText.set(text, { ...token, ...change });
  }
}
