/** Sends requests of any form through the gateway, and keeps what the gateway itself answered. */
import net from 'node:net';
import type { Behaviour, GuardedSystem } from '../guarded-system.js';
import type { Sent } from '../row.js';

/** What came back of one request that the gateway itself answered. */
export interface OwnAnswer {
  readonly what: string;
  readonly code: string;
  /** Head and body. */
  readonly said: string;
}

export type Case = () => Promise<OwnAnswer | undefined>;

type Headers = Readonly<Record<string, string>>;

export class Sender {
  constructor(readonly guarded: GuardedSystem) {}

  get authorised(): Headers {
    return { authorization: `Bearer ${this.guarded.token}` };
  }

  /** A request of the table, answered as `behaviour` says. */
  sent(what: string, connection: string, { path, query = '', ...sent }: Sent, behaviour: Behaviour): Case {
    return () =>
      this.#exchange(what, `${this.guarded.base(connection)}${path}${query}`, {
        method: sent.method ?? 'POST',
        headers: {
          ...this.authorised,
          'content-type': sent.contentType ?? 'application/json',
          ...this.guarded.behave(behaviour),
        },
        body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body),
      });
  }

  /** Bytes as a body. */
  posted(what: string, url: string, body: Uint8Array, headers: Headers): Case {
    return () =>
      this.#exchange(what, url, { method: 'POST', headers: { ...this.authorised, ...headers }, body });
  }

  got(what: string, url: string, headers: Headers): Case {
    return () => this.#exchange(what, url, { headers });
  }

  /** Bytes that are no proper request; what comes back is the gateway's own. */
  improper(bytes: string): Case {
    const { hostname, port } = new URL(this.guarded.base('allow'));
    return () =>
      new Promise((resolve, reject) => {
        const socket = net.connect(Number(port), hostname, () => socket.write(bytes));
        const chunks: Buffer[] = [];
        socket.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          socket.end();
        });
        socket.on('error', reject);
        socket.on('close', () =>
          resolve({ what: 'no proper request', code: '', said: Buffer.concat(chunks).toString() }),
        );
      });
  }

  async #exchange(what: string, url: string, init: RequestInit): Promise<OwnAnswer | undefined> {
    try {
      const response = await fetch(url, init);
      const body = await response.text();
      const code = response.headers.get('x-sallyport-error');
      if (code === null) return undefined;
      return { what, code, said: `${JSON.stringify([...response.headers])}\n${body}` };
    } catch (error) {
      // The connection broke, which some cases are about.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }
}

/** The next so many, again from the first after the last. */
export function takingTurns<Item>(items: readonly Item[]): (count: number) => readonly Item[] {
  let turn = 0;
  return (count) => {
    const taken: Item[] = [];
    for (; taken.length < count; turn++) taken.push(...items.slice(turn % items.length).slice(0, 1));
    return taken;
  };
}

/** Runs all, so many at a time; what the gateway answered itself. */
export async function runAll(cases: readonly Case[], atOnce = 12): Promise<readonly OwnAnswer[]> {
  const answers: OwnAnswer[] = [];
  const left = cases.values();
  const work = async (): Promise<void> => {
    for (const one of left) {
      const answer = await one();
      if (answer !== undefined) answers.push(answer);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return answers;
}
