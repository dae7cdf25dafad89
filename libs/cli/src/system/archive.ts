/** The archive's REST as a client sees it: lists, NDJSON, and live tails by server-sent events. */
import { createParser } from 'eventsource-parser';
import { CliError } from '../cli-error.js';
import { Rest, type Item, type Query } from './rest.js';
import type { System } from './system.js';

export class Archive extends Rest {
  constructor(system: System, signal: AbortSignal) {
    super({ name: 'archive', url: system.url, token: () => system.token() }, signal);
  }

  /** Lines of NDJSON. */
  async *lines(path: string, query: Query): AsyncGenerator<Item> {
    const response = await this.ask(path, { query, accept: 'application/x-ndjson' });
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
      const asked = { query: { ...query, follow: 'true' }, accept: 'text/event-stream', headers };
      const response = await this.ask(path, asked);
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
