/** A bounded load of distinct requests: every one has a path of its own, so that it can be found again. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';

export interface LoadResult {
  /** Paths that were answered, with their status. */
  readonly answered: ReadonlyMap<string, number>;
  /** Paths whose call failed without an answer. */
  readonly failed: ReadonlySet<string>;
}

export interface Load {
  /** How many calls have ended so far. */
  ended(): number;
  /** Statuses of the answers so far, counted. */
  statuses(): ReadonlyMap<number, number>;
  /** Stops after the calls in flight. */
  stop(): Promise<LoadResult>;
}

export interface LoadOptions {
  /** Base URL of the connection, asked anew for each call: replicas may move. */
  readonly base: () => string;
  readonly token: string;
  readonly concurrency: number;
  readonly requestsMax: number;
  /** Calls begun per second at most, over all workers; as fast as they go without it. */
  readonly perSecond?: number;
  /** Prefix of the paths: `/<prefix>/<n>`. */
  readonly prefix: string;
  /** Sessions to spread the calls over. */
  readonly sessions?: number;
  readonly body?: (n: number) => string;
}

/** Starts the load; each of `concurrency` workers calls, waits for the answer and calls again. */
export function startLoad(options: LoadOptions): Load {
  const agent = new Agent({ connections: options.concurrency, headersTimeout: 30_000, bodyTimeout: 30_000 });
  const answered = new Map<string, number>();
  const failed = new Set<string>();
  const statuses = new Map<number, number>();
  let next = 0;
  let stopping = false;

  const call = async (): Promise<void> => {
    const n = next++;
    const path = `/${options.prefix}/${n}`;
    try {
      const response = await request(`${options.base()}${path}`, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          authorization: `Bearer ${options.token}`,
          'content-type': 'application/json',
          'x-sallyport-session': `load-${n % (options.sessions ?? 4)}`,
        },
        body: options.body?.(n) ?? JSON.stringify({ n }),
      });
      await response.body.dump();
      answered.set(path, response.statusCode);
      statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
    } catch {
      failed.add(path);
    }
  };
  const begin = performance.now();
  const ahead = (): number =>
    options.perSecond === undefined ? 0 : (next / options.perSecond) * 1000 - (performance.now() - begin);
  const worker = async (): Promise<void> => {
    while (!stopping && next < options.requestsMax) {
      const waitMs = ahead();
      if (waitMs > 0) await pause(waitMs);
      await call();
    }
  };
  const workers = Promise.all(Array.from({ length: options.concurrency }, worker));
  return {
    ended: () => answered.size + failed.size,
    statuses: () => statuses,
    stop: async () => {
      stopping = true;
      await workers;
      await agent.destroy();
      return { answered, failed };
    },
  };
}
