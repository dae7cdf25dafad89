/** Names from tables: for tests. The first question about an id is answered later, as by an upstream. */
import type { ConnectionInForce } from './policy-in-force.js';
import type { NamedTarget, UpstreamName, UpstreamNames } from './upstream-names.js';
import { graphNamed, collectionNamed, changesNames } from '../named-by-id.js';

export class FakeUpstreamNames implements UpstreamNames {
  /** Ids that were asked for, in order. */
  readonly asked: string[] = [];
  readonly #known = new Map<string, UpstreamName>();

  constructor(
    private readonly names: {
      /** Graphs by assistant. */
      readonly graphs?: Readonly<Record<string, string>>;
      /** Collections by id. */
      readonly collections?: Readonly<Record<string, string>>;
    },
  ) {}

  graphOf(_connection: ConnectionInForce, assistant: string): UpstreamName | Promise<UpstreamName> {
    return graphNamed(assistant) ?? this.#look(assistant, this.names.graphs?.[assistant]);
  }

  collectionOf(
    _connection: ConnectionInForce,
    target: NamedTarget,
    collection: string,
  ): UpstreamName | Promise<UpstreamName> {
    return (
      collectionNamed(target, collection) ?? this.#look(collection, this.names.collections?.[collection])
    );
  }

  changed(_connection: ConnectionInForce, target: NamedTarget): void {
    if (changesNames(target)) this.#known.clear();
  }

  #look(id: string, name: UpstreamName): UpstreamName | Promise<UpstreamName> {
    if (this.#known.has(id)) return this.#known.get(id);
    this.asked.push(id);
    return Promise.resolve().then(() => {
      this.#known.set(id, name);
      return name;
    });
  }
}
