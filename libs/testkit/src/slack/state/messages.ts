/** Messages, in the order in which they were posted, and how payloads and answers show one. */
import type { Json, JsonObject } from '../../provider/json.js';
import { wordsIn } from '../shape/stored-blocks.js';

export interface Message {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  /** The message on which it is a reply. */
  readonly threadTs: string | undefined;
  /** Who posted it: the app's user or a person. */
  readonly user: string;
  readonly botId: string | undefined;
  readonly appId: string | undefined;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly metadata: Json | undefined;
  readonly editedTs: string | undefined;
  /** The only person who sees it; undefined where all of the channel do. */
  readonly ephemeralTo: string | undefined;
}

export class Messages {
  readonly #list: Message[] = [];

  get all(): readonly Message[] {
    return this.#list;
  }

  add(message: Message): Message {
    this.#list.push(message);
    return message;
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#list.find((message) => message.channel === channel && message.ts === ts);
  }

  change({ channel, ts }: Pick<Message, 'channel' | 'ts'>, change: Partial<Message>): Message | undefined {
    const at = this.#list.findIndex((message) => message.channel === channel && message.ts === ts);
    const message = this.#list[at];
    if (message === undefined) return undefined;
    return (this.#list[at] = { ...message, ...change });
  }

  remove({ channel, ts }: Pick<Message, 'channel' | 'ts'>): void {
    const at = this.#list.findIndex((message) => message.channel === channel && message.ts === ts);
    if (at >= 0) this.#list.splice(at, 1);
  }
}

/** Everything that a reader of the message sees: its blocks where it has some, its text otherwise. */
export function wordsOfMessage(message: Message): string {
  return message.blocks.length > 0 ? wordsIn(message.blocks) : message.text;
}

/** The message object (`/events/message`), as answers and interaction payloads have it. */
export function messageObject(message: Message): JsonObject {
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    ...(message.botId === undefined ? {} : { bot_id: message.botId }),
    ...(message.appId === undefined ? {} : { app_id: message.appId }),
    text: message.text,
    team: message.team,
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
  };
}
