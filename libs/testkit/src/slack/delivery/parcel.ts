/** What Slack sends to an app, however it travels, and what it hears back. */
import type { Json, JsonObject } from '../../provider/json.js';

export interface Parcel {
  readonly kind: 'interactive' | 'slash_commands' | 'events_api';
  readonly payload: JsonObject;
  /** Whether Slack does something with the content of the acknowledgement. */
  readonly acceptsAnswer: boolean;
  /** Set on a repeated event. */
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

/** Deliveries that do not come from Slack, or not now. Envelopes of Socket Mode are not signed, and cannot be forged. */
export type Forgery = 'wrong-signature' | 'no-signature' | 'stale' | 'ahead';

/** A parcel as it goes over the wire; sent twice, it is the same bytes twice. */
export interface Letter {
  /** The envelope's id; empty over HTTP. */
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  /** `unreachable`: no connection, or one that broke before the answer. */
  readonly outcome: 'acknowledged' | 'refused' | 'timeout' | 'unreachable';
  /** Status of HTTP. */
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Content of the acknowledgement: JSON, other text, or nothing. */
  readonly body: Json | undefined;
  /** Until the whole acknowledgement was there. */
  readonly afterMs: number;
}

export interface Receipt extends Reply {
  readonly parcel: Parcel;
  readonly letter: Letter;
  /** What the person sees as an error of the app: an answer that Slack cannot use, or none. */
  readonly troubles: readonly string[];
}

export interface Courier {
  write(parcel: Parcel, forgery?: Forgery): Letter;
  send(letter: Letter): Promise<Reply>;
}

export function jsonOrText(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
