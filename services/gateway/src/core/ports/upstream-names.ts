/** What an upstream calls the things that requests name by a number, because policy lists names. Real: `lookup/`. */
import type { ConnectionInForce } from './policy-in-force.js';

/** Undefined: unknown. It could not be found out, or there is no such thing: a list that needs the name refuses it. */
export type UpstreamName = string | undefined;

/** As the request names it, below the connection's base path. */
export interface NamedTarget {
  /** Upper case. */
  readonly method: string;
  readonly path: string;
}

/** Answers at once where the name is known or the request has it; else it asks the upstream itself. Never rejects. */
export interface UpstreamNames {
  /**
   * Name of the graph that an assistant runs.
   * @param assistant `assistant_id` as it was sent: what is no UUID is the name of a graph
   */
  graphOf(connection: ConnectionInForce, assistant: string): UpstreamName | Promise<UpstreamName>;
  /**
   * Name of a collection of Chroma, whose paths name it by its id where they reach into it.
   * @param collection as the path has it, decoded
   */
  collectionOf(
    connection: ConnectionInForce,
    target: NamedTarget,
    collection: string,
  ): UpstreamName | Promise<UpstreamName>;
  /**
   * To be called when a request has passed and again when it was answered: what it may have renamed is forgotten. An
   * assistant can be given another graph, a collection another name.
   */
  changed(connection: ConnectionInForce, target: NamedTarget): void;
}
