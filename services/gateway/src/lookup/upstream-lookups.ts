/** Names that upstreams know, asked for over the connection's own pool and remembered for a while. */
import { changesNames, collectionNamed, collectionsPath, graphNamed } from '../core/named-by-id.js';
import type { ConnectionInForce } from '../core/ports/policy-in-force.js';
import type { NamedTarget, UpstreamName, UpstreamNames } from '../core/ports/upstream-names.js';
import { askUpstream, type AskFailure, type AskParts } from './ask-upstream.js';
import { graphOfAssistant, type Ask } from './assistants.js';
import { nameOfCollection } from './collections.js';
import type { LookupLimits } from './lookup-limits.js';
import { NameCache } from './name-cache.js';

export interface LookupParts extends AskParts {
  readonly limits: LookupLimits;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs: () => number;
  /** A question was not answered, so what it was about is unknown. */
  readonly failed: (connection: string, why: AskFailure) => void;
}

export class UpstreamLookups implements UpstreamNames {
  readonly #names: NameCache;

  constructor(private readonly parts: LookupParts) {
    this.#names = new NameCache(parts.limits, parts.nowMs);
  }

  graphOf(connection: ConnectionInForce, assistant: string): UpstreamName | Promise<UpstreamName> {
    return (
      graphNamed(assistant) ??
      this.#names.get(keyOf(connection, `/assistants/${assistant}`), () =>
        graphOfAssistant(this.#askOf(connection), assistant),
      )
    );
  }

  collectionOf(
    connection: ConnectionInForce,
    target: NamedTarget,
    collection: string,
  ): UpstreamName | Promise<UpstreamName> {
    const name = collectionNamed(target, collection);
    const collections = collectionsPath(target.path);
    if (name !== undefined || collections === undefined) return name;
    return this.#names.get(keyOf(connection, `${collections}/${collection}`), () =>
      nameOfCollection(this.#askOf(connection), collections, collection, this.parts.limits),
    );
  }

  changed(connection: ConnectionInForce, target: NamedTarget): void {
    if (changesNames(target)) this.#names.forget(keyOf(connection, ''));
  }

  #askOf(connection: ConnectionInForce): Ask {
    return async (path) => {
      const asked = await askUpstream(connection, path, this.parts);
      if (asked.kind === 'failed') this.parts.failed(connection.name, asked.why);
      return asked;
    };
  }
}

/** Another upstream under the same name has other ids. */
function keyOf({ name, origin, basePath }: ConnectionInForce, what: string): string {
  return `${name}\n${origin}${basePath}\n${what}`;
}
