/** REST of one of our services as a client sees it: a sentence and an exit code for every failure. */
import { CliError, type ExitReason } from '../cli-error.js';

/** Anything a service lists. */
export interface Item {
  readonly id: string;
  readonly [name: string]: unknown;
}

export interface Page<Listed = Item> {
  readonly items: readonly Listed[];
  readonly nextCursor?: string | null;
  /** Signs of life that were left out between the items. */
  readonly hiddenAlive?: number;
}

export type Query = Readonly<Record<string, string | undefined>>;

/** Which service is asked, and with what. */
export interface Service {
  /** As people call it. */
  readonly name: string;
  /** Base URL of its REST. */
  readonly url: string;
  /** A token that is valid now. */
  token(): Promise<string>;
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly query?: Query;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** A service answers in milliseconds; a page of a large archive in seconds. */
const answerMsMax = 30_000;
/** Most items that are asked for at once. */
const pageItems = 100;

const reasons: Readonly<Record<number, ExitReason>> = {
  400: 'usage',
  401: 'denied',
  403: 'denied',
  404: 'notFound',
  503: 'unavailable',
};

export class Rest {
  constructor(
    readonly service: Service,
    protected readonly signal: AbortSignal,
  ) {}

  /** @throws CliError in the words of the service */
  async ask(path: string, asked: Asked = {}): Promise<Response> {
    const { name, url: base } = this.service;
    const { method = 'GET', query = {}, accept = 'application/json', headers = {}, body } = asked;
    const url = new URL(`${base}${path}`);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(key, value);
    const authorization = `Bearer ${await this.service.token()}`;
    const answer = new AbortController();
    const timer = setTimeout(() => answer.abort(), answerMsMax);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: { authorization, accept, ...headers, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([this.signal, answer.signal]),
      });
    } catch (cause) {
      this.signal.throwIfAborted();
      throw new CliError('unavailable', `The ${name} at ${base} does not answer. Does Sallyport run?`, {
        cause,
      });
    } finally {
      clearTimeout(timer);
    }
    const { ok, status } = response;
    if (!ok) throw new CliError(reasons[status] ?? 'failed', await this.sentence(response), { status });
    return response;
  }

  async one<T>(path: string, asked: Asked = {}): Promise<T> {
    return (await (await this.ask(path, asked)).json()) as T;
  }

  /** Items of a list, page after page, at most `limit`; `onPage` is told what else a page says. */
  async *list<Listed = Item>(
    path: string,
    query: Query,
    limit: number,
    onPage?: (page: Page<Listed>) => void,
  ): AsyncGenerator<Listed> {
    let cursor: string | undefined;
    for (let left = limit; left > 0;) {
      const asked = { ...query, limit: String(Math.min(left, pageItems)), cursor };
      const page = await this.one<Page<Listed>>(path, { query: asked });
      onPage?.(page);
      yield* page.items.slice(0, left);
      left -= page.items.length;
      cursor = page.nextCursor ?? undefined;
      if (cursor === undefined || page.items.length === 0) return;
    }
  }

  private async sentence(response: Response): Promise<string> {
    const text = await response.text();
    try {
      const body = JSON.parse(text) as { error?: { message?: unknown }; message?: unknown };
      const message = body.error?.message ?? body.message;
      if (typeof message === 'string') return message;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    return `The ${this.service.name} answered with status ${response.status}.`;
  }
}
