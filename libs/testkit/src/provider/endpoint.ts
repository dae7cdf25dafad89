/** One operation of one API: how its request reads, and how its answers are written, whole and streamed. */
import type { SentEvent } from './delivery.js';
import type { JsonObject } from './json.js';
import type { Conversation, Plan } from './plan.js';

export interface Endpoint {
  /** Members without which the vendor refuses a request. */
  readonly required: readonly string[];
  /** Absent where nothing is said, as in lists and embeddings. */
  readonly conversation?: (body: JsonObject) => Conversation;
  readonly whole: (body: JsonObject, plan: Plan) => JsonObject;
  /** Absent where the API has no streams. */
  readonly streamed?: (body: JsonObject, plan: Plan) => readonly SentEvent[];
}
