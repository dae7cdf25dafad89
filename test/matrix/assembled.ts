/** What a client can put together from an event stream: every text, with what continues it in later events. */

export interface StreamEvent {
  readonly name: string;
  /** Undefined for `[DONE]`. */
  readonly data: unknown;
}

/** Reads the stream as the standard says. @throws where the data of an event is no JSON */
export function eventsIn(stream: string): readonly StreamEvent[] {
  const events: StreamEvent[] = [];
  for (const block of stream
    .replace(/^\ufeff/u, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .split('\n\n')) {
    const lines = block.split('\n');
    const field = (name: string): string[] =>
      lines
        .filter((line) => line.startsWith(`${name}:`))
        .map((line) => line.slice(name.length + 1).replace(/^ /u, ''));
    const data = field('data').join('\n');
    if (data === '') continue;
    events.push({
      name: field('event')[0] ?? '',
      data: data === '[DONE]' ? undefined : (JSON.parse(data) as unknown),
    });
  }
  return events;
}

/** Numbers and ids by which services say which text a piece continues. */
const places = new Set(['index', 'output_index', 'content_index', 'summary_index', 'item_id']);

/** The texts of all events, by place: pieces of one place stand one behind the other. */
export function assembled(events: readonly StreamEvent[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const add = (place: string, text: string): void => void texts.set(place, (texts.get(place) ?? '') + text);
  const visit = (value: unknown, place: string): void => {
    if (typeof value === 'string') add(place, value);
    else if (Array.isArray(value)) {
      if (value.length > 0 && value.every((item) => typeof item === 'number'))
        add(place, Buffer.from(value).toString('utf8'));
      else for (const [at, item] of value.entries()) visit(item, `${place}/${at}`);
    } else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value);
      const here = entries
        .filter(([name, inner]) => places.has(name) && typeof inner !== 'object')
        .map(([name, inner]) => `${name}=${String(inner)}`);
      for (const [name, inner] of entries) visit(inner, `${place}${here.join(' ')}/${name}`);
    }
  };
  for (const { name, data } of events) visit(data, name);
  return texts;
}

/** Everything there is to read in a stream, each text once as it came and once put together. */
export const readable = (stream: string): string =>
  [stream, ...assembled(eventsIn(stream)).values()].join('\n');
