/** One pool of connections per upstream. A pool lives on over policy reloads as long as nothing it depends on changes. */
import { Pool } from 'undici';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import type { Limits } from '../../limits.js';

interface PoolEntry {
  readonly key: string;
  readonly pool: Pool;
}

/** An idle upstream connection is kept this long, unless the upstream says otherwise; common servers close after 5 s or later. */
const keepAliveMs = 4_000;

export class UpstreamPools {
  readonly #pools = new Map<string, PoolEntry>();

  constructor(private readonly limits: Pick<Limits, 'upstreamHeaderBytesMax'>) {}

  /** The pool of a connection; replaced when `poolKey` has changed, the old one finishing what it has. */
  of(connection: ConnectionInForce): Pool {
    const entry = this.#pools.get(connection.name);
    if (entry !== undefined && entry.key === connection.poolKey) return entry.pool;
    const pool = this.#open(connection);
    this.#pools.set(connection.name, { key: connection.poolKey, pool });
    if (entry !== undefined) void entry.pool.close();
    return pool;
  }

  /** Lets the pools of connections go that no longer exist. */
  retain(names: readonly string[]): void {
    const kept = new Set(names);
    for (const [name, { pool }] of this.#pools) {
      if (kept.has(name)) continue;
      this.#pools.delete(name);
      void pool.close();
    }
  }

  /** Breaks every upstream connection off. */
  async destroy(): Promise<void> {
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    await Promise.all(pools.map(({ pool }) => pool.destroy()));
  }

  #open(connection: ConnectionInForce): Pool {
    const { ca, cert, key, serverName } = connection.tls;
    return new Pool(connection.origin, {
      connections: connection.poolConnectionsMax,
      pipelining: 1,
      allowH2: false,
      // The sweep over all exchanges watches both: undici's own timers would be two new ones for each request.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: this.limits.upstreamHeaderBytesMax,
      connect: {
        timeout: connection.connectMsMax,
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(serverName === undefined ? {} : { servername: serverName }),
      },
    });
  }
}
