/** Puts values back where an answer holds their placeholders, whole or streamed. */
import { PLACEHOLDER, PLACEHOLDER_BEGINNING, placeholderLengthMax } from './placeholder.js';

/** By placeholder. Only asked, never listed: what is kept may be sealed until somebody asks for it. */
export type Values = Pick<ReadonlyMap<string, string>, 'size' | 'get'>;

/** Whether the text is plain or stands inside the strings of a JSON text, where the value must be written as JSON writes it. */
export type RestoreInto = 'text' | 'json';

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Unknown placeholders stay as they are. */
export function restore(text: string, values: Values, into: RestoreInto = 'text'): string {
  if (values.size === 0 || !text.includes('[')) return text;
  return text.replace(PLACEHOLDER, (placeholder) => {
    const value = values.get(placeholder);
    if (value === undefined) return placeholder;
    return into === 'json' ? inJson(value) : value;
  });
}

/** Holds back only what may be the beginning of a placeholder. */
export class RestoreStream {
  private held = '';

  constructor(
    private readonly values: Values,
    private readonly into: RestoreInto = 'text',
  ) {}

  push(delta: string): string {
    const text = this.held + delta;
    const tail = text.slice(-placeholderLengthMax);
    const from = PLACEHOLDER_BEGINNING.exec(tail)?.index;
    const cut = from === undefined ? text.length : text.length - tail.length + from;
    this.held = text.slice(cut);
    return restore(text.slice(0, cut), this.values, this.into);
  }

  flush(): string {
    const rest = this.held;
    this.held = '';
    return restore(rest, this.values, this.into);
  }
}
