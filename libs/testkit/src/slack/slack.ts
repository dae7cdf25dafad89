/** The imitated Slack as tests hold it: they act as people, wait for what the app shows, and order trouble. */
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../provider/json.js';
import { Acting, type Manner, type Press } from './acting/acting.js';
import type { Filled } from './acting/inputs.js';
import { MailRoom } from './delivery/mail-room.js';
import { courierOverHttp } from './delivery/over-http.js';
import { SocketMode } from './delivery/over-socket.js';
import type { Receipt } from './delivery/parcel.js';
import type { Channel } from './state/channels.js';
import type { Message } from './state/messages.js';
import type { Person } from './state/people.js';
import type { SlackState } from './state/slack-state.js';
import type { TokenState } from './state/tokens.js';
import type { View } from './state/views.js';
import type { Workspace } from './state/workspace.js';
import { Dispatch } from './web-api/dispatch.js';
import type { SeenCall, WebApi } from './web-api/exchange.js';
import { MischiefList, type Mischief } from './web-api/mischief.js';
import type { RateLimits } from './web-api/rate-limits.js';
import type { WebApiServer } from './web-api/server.js';

/** How it is set up: the rest are defaults. */
export interface SlackSetup {
  readonly delivery: 'http' | 'socket';
  readonly eventRetriesMs: readonly number[];
}

export class Slack {
  readonly signingSecret = randomBytes(16).toString('hex');
  readonly mail: MailRoom;
  readonly sockets: SocketMode;
  readonly calls: SeenCall[] = [];
  readonly #acting: Acting;
  readonly #mischief = new MischiefList();
  #requestUrl = '';

  constructor(
    readonly state: SlackState,
    private readonly server: WebApiServer,
    setup: SlackSetup,
    readonly appToken: string,
  ) {
    this.sockets = new SocketMode(state);
    const overHttp = courierOverHttp({
      requestUrl: () => this.#requestUrl,
      signingSecret: this.signingSecret,
      now: state.now,
    });
    const courier = setup.delivery === 'http' ? overHttp : this.sockets.courier;
    this.mail = new MailRoom(courier, state.changes, setup.eventRetriesMs);
    this.#acting = new Acting(state, this.mail);
  }

  /** For `slackApiUrl` of WebClient and `clientOptions.slackApiUrl` of Bolt. */
  get apiUrl(): string {
    return `${this.state.origin}/api/`;
  }

  webApi(limits: RateLimits | undefined): WebApi {
    const { state, calls, sockets } = this;
    const dispatch = new Dispatch(state, limits, { 'apps.connections.open': sockets.method });
    return { state, dispatch, calls, mischief: this.#mischief };
  }

  /** Where the app takes requests, `http://127.0.0.1:PORT/slack/events`. */
  deliverTo(requestUrl: string): void {
    this.#requestUrl = requestUrl;
  }

  /** The first workspace, or the one with that id. */
  workspace(team?: string): Workspace {
    const [first = ''] = this.state.workspaces.keys();
    return this.state.workspace(team ?? first);
  }

  person(name: string): Person {
    return this.state.people.named(name);
  }

  channel(name: string): Channel {
    return this.state.channels.named(name);
  }

  press(by: Person, on: Message | View, actionId: string, how?: Press): Promise<Receipt> {
    return this.#acting.press(by, on, actionId, how);
  }

  command(
    by: Person,
    command: string,
    text: string,
    how?: Manner & { readonly channel?: Channel },
  ): Promise<Receipt> {
    return this.#acting.command(by, command, text, how);
  }

  submit(by: Person, on: View, filled?: Filled, how?: Manner): Promise<Receipt> {
    return this.#acting.submit(by, on, filled, how);
  }

  close(by: Person, on: View): Promise<Receipt | undefined> {
    return this.#acting.close(by, on);
  }

  openHome(by: Person, how?: Manner): Promise<Receipt> {
    return this.#acting.openHome(by, how);
  }

  event(team: string, event: JsonObject, how?: Manner): Promise<Receipt> {
    return this.#acting.event(team, event, how);
  }

  /** A message that everybody in its channel sees, there already or yet to come. */
  message(fits: (message: Message) => boolean, timeoutMs?: number): Promise<Message> {
    const isForAll = (message: Message): boolean => message.ephemeralTo === undefined && fits(message);
    return this.until('a message', this.state.messages.finder(isForAll), timeoutMs);
  }

  /** A message for one person's eyes. */
  whisper(
    to: Person,
    fits: (message: Message) => boolean = () => true,
    timeoutMs?: number,
  ): Promise<Message> {
    const isFor = (message: Message): boolean => message.ephemeralTo === to.id && fits(message);
    return this.until(`a message for ${to.name} alone`, this.state.messages.finder(isFor), timeoutMs);
  }

  /** The modal that lies on top for a person. */
  view(of: Person, fits: (view: View) => boolean = () => true, timeoutMs?: number): Promise<View> {
    const look = (): View | undefined => {
      const top = this.state.views.top(of.id);
      return top !== undefined && fits(top) ? top : undefined;
    };
    return this.until(`a view for ${of.name}`, look, timeoutMs);
  }

  home(of: Person, fits: (view: View) => boolean = () => true, timeoutMs?: number): Promise<View> {
    const look = (): View | undefined => {
      const view = this.state.views.home(of.id);
      return view !== undefined && fits(view) ? view : undefined;
    };
    return this.until(`the home tab of ${of.name}`, look, timeoutMs);
  }

  call(fits: (call: SeenCall) => boolean, timeoutMs?: number): Promise<SeenCall> {
    return this.until('a call', () => this.calls.find(fits), timeoutMs);
  }

  /** Waits for anything: `look` is asked after every change until it answers. */
  until<T>(what: string, look: () => T | undefined, timeoutMs?: number): Promise<T> {
    return this.state.changes.until(what, look, timeoutMs);
  }

  /** Orders trouble for calls of the Web API; `response_url` is the method of response URLs. */
  misbehave(mischief: Mischief): void {
    this.#mischief.add(mischief);
  }

  behave(): void {
    this.#mischief.clear();
  }

  setToken(text: string, state: TokenState): void {
    this.state.tokens.change(text, { state });
  }

  stop(): Promise<void> {
    this.sockets.stop();
    return this.server.stop();
  }
}
