/** The archive's REST as a client sees it: pages, NDJSON, and live tails by server-sent events. */
import { createParser } from 'eventsource-parser';
import { CliError, type ExitReason } from '../cli-error.js';
import type { System } from './system.js';

/** Anything the archive lists. */
export interface Item {
  readonly id: string;
  readonly [name: string]: unknown;
}

export interface Page {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
  /** Signs of life that were left out between the items. */
  readonly hiddenAlive?: number;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** The archive answers in milliseconds; a page of a large one in seconds. */
const answerMsMax = 30_000;
/** Most items the archive hands out at once. */
const pageItems = 100;

const reasons: Readonly<Record<number, ExitReason>> = {
  400: 'usage',
  401: 'denied',
  403: 'denied',
  404: 'notFound',
  503: 'unavailable',
};

async function sentence(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as { error?: { message?: unknown }; message?: unknown };
    const message = body.error?.message ?? body.message;
    if (typeof message === 'string') return message;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `The archive answered with status ${response.status}.`;
}

export class Archive {
  constructor(
    private readonly system: System,
    private readonly signal: AbortSignal,
  ) {}

  async #fetch(
    path: string,
    query: Query,
    accept: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const url = new URL(`${this.system.url}${path}`);
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value);
    const authorization = `Bearer ${await this.system.token()}`;
    const answer = new AbortController();
    const timer = setTimeout(() => answer.abort(), answerMsMax);
    let response: Response;
    try {
      response = await fetch(url, {
        headers: { authorization, accept, ...headers },
        signal: AbortSignal.any([this.signal, answer.signal]),
      });
    } catch (cause) {
      this.signal.throwIfAborted();
      throw new CliError(
        'unavailable',
        `The archive at ${this.system.url} does not answer. Does Sallyport run?`,
        { cause },
      );
    } finally {
      clearTimeout(timer);
    }
    const { ok, status } = response;
    if (!ok) throw new CliError(reasons[status] ?? 'failed', await sentence(response), { status });
    return response;
  }

  async one<T>(path: string): Promise<T> {
    const response = await this.#fetch(path, {}, 'application/json');
    return (await response.json()) as T;
  }

  /** Items of a list, page after page, at most `limit`; `onPage` is told what else a page says. */
  async *list(
    path: string,
    query: Query,
    limit: number,
    onPage?: (page: Page) => void,
  ): AsyncGenerator<Item> {
    let cursor: string | undefined;
    for (let left = limit; left > 0;) {
      const asked = { ...query, limit: String(Math.min(left, pageItems)), cursor };
      const page = (await (await this.#fetch(path, asked, 'application/json')).json()) as Page;
      onPage?.(page);
      yield* page.items.slice(0, left);
      left -= page.items.length;
      cursor = page.nextCursor ?? undefined;
      if (cursor === undefined || page.items.length === 0) return;
    }
  }

  /** Lines of NDJSON. */
  async *lines(path: string, query: Query): AsyncGenerator<Item> {
    const response = await this.#fetch(path, query, 'application/x-ndjson');
    let rest = '';
    for await (const text of this.#chunks(response)) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as Item;
    }
    if (rest.trim() !== '') yield JSON.parse(rest) as Item;
  }

  /** A live tail; when the archive ends it because the token did, it goes on with a new one where it was. */
  async *follow(path: string, query: Query): AsyncGenerator<Item> {
    let last: string | undefined;
    for (;;) {
      const headers = last === undefined ? {} : { 'last-event-id': last };
      const response = await this.#fetch(path, { ...query, follow: 'true' }, 'text/event-stream', headers);
      let ended = '';
      const arrived: Item[] = [];
      const parser = createParser({
        onEvent: ({ event, data, id }) => {
          if (event === 'end') ended = (JSON.parse(data) as { reason?: string }).reason ?? 'unknown';
          else if (event === undefined || event === 'message') arrived.push(JSON.parse(data) as Item);
          last = id ?? last;
        },
      });
      for await (const text of this.#chunks(response)) {
        parser.feed(text);
        yield* arrived.splice(0);
      }
      if (ended !== 'token-expired') throw new CliError('unavailable', 'The archive ended the stream.');
    }
  }

  async *#chunks(response: Response): AsyncGenerator<string> {
    if (response.body === null) return;
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>)
        yield decoder.decode(chunk, { stream: true });
    } catch (cause) {
      if (this.signal.aborted) return;
      throw new CliError('unavailable', 'The connection to the archive broke.', { cause });
    }
  }
}
