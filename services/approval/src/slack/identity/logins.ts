/** The way from `/sallyport link` over a login at the provider to a confirmation in Slack. */
import type { DataSource } from 'typeorm';
import type { Actor } from '../inbox/act.js';
import type { Person } from '../../core/person.js';
import { saveLink } from './link-rows.js';
import { arrive, leaveForProvider, loginOfToken, startLogin, takeArrived, takeChecks } from './login-rows.js';
import type { Arrived, LoginUnderWay } from './login-rows.js';
import type { LoginChecks, Provider } from './provider.js';
import type { Seal } from './seal.js';

export interface LoginsOptions {
  readonly database: DataSource;
  readonly provider: Provider;
  readonly seal: Seal;
  /** Where the pages of logins are, without a slash at its end. */
  readonly publicUrl: string;
  /** Asks the person in Slack to confirm. */
  readonly askToConfirm: (login: LoginUnderWay, identity: Arrived) => Promise<void>;
}

export const loginPath = '/slack/link/';
export const callbackPath = '/slack/callback';
export const logoutPath = '/slack/logout';

/** `browser`: proof that the browser that comes back is the one that left. */
export type Leaving =
  { readonly kind: 'leave'; readonly url: string; readonly browser: string } | { readonly kind: 'over' };
export type Arrival =
  | { readonly kind: 'arrived'; readonly login: LoginUnderWay; readonly identity: Arrived }
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly why: string };

export class Logins {
  constructor(private readonly options: LoginsOptions) {}

  /** The address of the person's own link. */
  async start(actor: Actor, personName: string): Promise<string> {
    const { database, publicUrl } = this.options;
    return `${publicUrl}${loginPath}${await startLogin(database, actor, personName)}`;
  }

  find(token: string): Promise<LoginUnderWay | undefined> {
    return loginOfToken(this.options.database, token);
  }

  async leave(token: string): Promise<Leaving> {
    const { database, provider, seal } = this.options;
    const login = await this.find(token);
    if (login === undefined) return { kind: 'over' };
    const { url, checks } = await provider.begin();
    const left = await leaveForProvider(
      database,
      login.id,
      checks.state,
      await seal.seal(JSON.stringify(checks)),
    );
    return left ? { kind: 'leave', url: url.href, browser: checks.state } : { kind: 'over' };
  }

  /** `browser` is what `leave` gave the browser that comes now. */
  async comeBack(callback: URL, browser: string): Promise<Arrival> {
    const { database, provider, seal, askToConfirm } = this.options;
    const state = callback.searchParams.get('state') ?? '';
    if (state === '' || state !== browser) return { kind: 'over' };
    const login = await takeChecks(database, state);
    const opened = login && (await seal.open(login.checks));
    if (login === undefined || opened === undefined) return { kind: 'over' };
    const result = await provider.finish(callback, JSON.parse(opened) as LoginChecks);
    if (result.kind !== 'logged-in') return { kind: 'refused', why: result.why };
    const { issuer, subject, name, groups } = result.caller;
    const identity = { issuer, subject, name, groups };
    await arrive(database, login.id, identity, await seal.seal(result.refreshToken));
    await askToConfirm(login, identity);
    return { kind: 'arrived', login, identity };
  }

  /** Undefined when there is nothing of this person to confirm, or no more. */
  async confirm(id: string, actor: Actor): Promise<(Person & { readonly name: string }) | undefined> {
    return this.options.database.transaction(async (tx) => {
      const arrived = await takeArrived(tx, id, actor);
      if (arrived === undefined) return undefined;
      await saveLink(tx, { team: actor.team, person: actor.person, ...arrived });
      return arrived;
    });
  }
}
