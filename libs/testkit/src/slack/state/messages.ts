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

type Key = Pick<Message, 'channel' | 'ts'>;
const keyOf = ({ channel, ts }: Key): string => `${channel} ${ts}`;

export class Messages {
  /** In the order of posting, which a change does not alter. */
  readonly #byKey = new Map<string, Message>();

  /** Every version of every message. */
  readonly #journal: Message[] = [];

  get all(): readonly Message[] {
    return [...this.#byKey.values()];
  }

  add(message: Message): Message {
    this.#byKey.set(keyOf(message), message);
    this.#journal.push(message);
    return message;
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#byKey.get(keyOf({ channel, ts }));
  }

  /**
   * Finds the first that fits, of those there or yet to come: each asking looks only at what is new since the one
   * before, so that many can wait while many are posted.
   */
  finder(fits: (message: Message) => boolean): () => Message | undefined {
    let at = 0;
    return () => {
      for (let message = this.#journal[at]; message !== undefined; message = this.#journal[++at])
        if (this.#byKey.get(keyOf(message)) === message && fits(message)) return message;
      return undefined;
    };
  }

  change(key: Key, change: Partial<Omit<Message, 'channel' | 'ts'>>): Message | undefined {
    const message = this.#byKey.get(keyOf(key));
    return message === undefined ? undefined : this.add({ ...message, ...change });
  }

  remove(key: Key): void {
    this.#byKey.delete(keyOf(key));
  }
}

/** Everything that a reader of the message sees: its blocks where it has some, its text otherwise. */
export function wordsOfMessage(message: Message): string {
  return message.blocks.length > 0 ? wordsIn(message.blocks) : message.text;
}

/**
 * The message object (`/events/message`), as answers and interaction payloads have it. Whether these carry metadata
 * is not documented; here only `conversations.history` does, where it is asked to.
 */
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
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
  };
}
