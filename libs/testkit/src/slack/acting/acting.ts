/** People at work in Slack: what they press, write, submit and open reaches the app as Slack would send it. */
import { stringOf, type JsonObject } from '../../provider/json.js';
import type { MailRoom } from '../delivery/mail-room.js';
import type { Forgery, Receipt } from '../delivery/parcel.js';
import type { Channel } from '../state/channels.js';
import type { Message } from '../state/messages.js';
import type { Person } from '../state/people.js';
import type { SlackState } from '../state/slack-state.js';
import type { View } from '../state/views.js';
import { applyCommandAnswer, applySubmissionAnswer } from './answers.js';
import { pressedInMessage, pressedInView } from './block-actions.js';
import { enveloped, homeOpened } from './event.js';
import { findAction, valuesOf, type Filled } from './inputs.js';
import { commanded } from './slash-command.js';
import { closed, submitted } from './view-interactions.js';

export interface Manner {
  /** The delivery is not what it should be. */
  readonly forgery?: Forgery;
}

export interface Press extends Manner {
  /** Block of the element, where its action id stands in several. */
  readonly blockId?: string;
  /** Value of the option chosen in a menu. */
  readonly option?: string;
  /** What the inputs of the view hold meanwhile. */
  readonly filled?: Filled;
}

export class Acting {
  constructor(
    private readonly state: SlackState,
    private readonly mail: MailRoom,
  ) {}

  /** The person as known now: what a test took earlier may have changed since. */
  #now(person: Person): Person {
    return this.state.people.find(person.id) ?? person;
  }

  async press(by: Person, on: Message | View, actionId: string, how: Press = {}): Promise<Receipt> {
    if (!this.state.app.interactivity) throw new Error('the app has no interactivity, says its manifest');
    const person = this.#now(by);
    const payload =
      'ts' in on ? this.#inMessage(person, on, actionId, how) : this.#inView(person, on, actionId, how);
    return this.mail.deliver({ kind: 'interactive', payload, acceptsAnswer: false }, how.forgery);
  }

  async command(
    by: Person,
    command: string,
    text: string,
    how: Manner & { readonly channel?: Channel } = {},
  ): Promise<Receipt> {
    const { state } = this;
    if (!state.app.commands.includes(command))
      throw new Error(`the app has no command ${command}, says its manifest`);
    const person = this.#now(by);
    if (person.homeTeam !== person.team)
      throw new Error(`${person.name} belongs to another workspace, and has no commands of this one`);
    const { botUserId } = state.workspace(person.team);
    const [direct] = state.channels.direct(person.team, [botUserId, person.id]);
    const channel = how.channel ?? direct;
    const payload = commanded(state, person, channel, command, text);
    const receipt = await this.mail.deliver(
      { kind: 'slash_commands', payload, acceptsAnswer: true },
      how.forgery,
    );
    if (receipt.outcome !== 'acknowledged') return receipt;
    const place = { team: person.team, user: person.id, channel: channel.id, message: undefined };
    return this.#withTroubles(receipt, applyCommandAnswer(state, place, receipt.body));
  }

  async submit(by: Person, on: View, filled: Filled = {}, how: Manner = {}): Promise<Receipt> {
    const view = this.#openView(on);
    const values = valuesOf(view.sent.blocks, filled);
    const payload = submitted(this.state, this.#now(by), view, values);
    const receipt = await this.mail.deliver(
      { kind: 'interactive', payload, acceptsAnswer: true },
      how.forgery,
    );
    if (receipt.outcome !== 'acknowledged') return receipt;
    return this.#withTroubles(receipt, applySubmissionAnswer(this.state, view, receipt.body));
  }

  /** Closes a view; the app hears of it where the view asked for that. */
  async close(by: Person, on: View): Promise<Receipt | undefined> {
    const view = this.#openView(on);
    this.state.views.close(view);
    this.state.changes.tell();
    if (view.sent.notify_on_close !== true) return undefined;
    const payload = closed(this.state, this.#now(by), view, false);
    return this.mail.deliver({ kind: 'interactive', payload, acceptsAnswer: false });
  }

  async openHome(by: Person, how: Manner = {}): Promise<Receipt> {
    return this.event(by.team, homeOpened(this.state, this.#now(by)), how);
  }

  /** Any event that the app is subscribed to. */
  async event(team: string, event: JsonObject, how: Manner = {}): Promise<Receipt> {
    const type = stringOf(event.type);
    if (!this.state.app.events.includes(type))
      throw new Error(`the app is not subscribed to ${type}, says its manifest`);
    const payload = enveloped(this.state, team, event);
    return this.mail.deliverEvent({ kind: 'events_api', payload, acceptsAnswer: false }, how.forgery);
  }

  /** On the message as it stands now; on what the person still saw where the button is gone since. */
  #inMessage(person: Person, seen: Message, actionId: string, how: Press): JsonObject {
    const { state } = this;
    const channel = state.channels.find(seen.team, seen.channel);
    const isAddressed = seen.ephemeralTo === undefined || seen.ephemeralTo === person.id;
    if (channel === undefined || !channel.members.has(person.id) || !isAddressed)
      throw new Error(`${person.name} does not see that message`);
    const found = findAction(seen.blocks, actionId, how.blockId);
    const message = state.messages.find(seen.channel, seen.ts) ?? seen;
    return pressedInMessage(state, person, message, channel, found, how.option);
  }

  #inView(person: Person, seen: View, actionId: string, how: Press): JsonObject {
    const view = this.#openView(seen);
    const found = findAction(view.sent.blocks, actionId, how.blockId);
    const blocks = view.sent.blocks;
    const values = valuesOf(blocks, how.filled ?? {}, 'unfinished');
    return pressedInView(this.state, person, view, values, found, how.option);
  }

  #openView(seen: View): View {
    const view = this.state.views.find(seen.id);
    if (view?.open !== true) throw new Error(`the view ${seen.id} is closed`);
    return view;
  }

  #withTroubles(receipt: Receipt, troubles: readonly string[]): Receipt {
    this.state.changes.tell();
    return { ...receipt, troubles: [...receipt.troubles, ...troubles] };
  }
}
