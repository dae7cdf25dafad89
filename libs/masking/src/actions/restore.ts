/** Puts values back where an answer holds their placeholders, whole or streamed. */
import { AddressPlace } from './address-place.js';
import { JsonDepth } from './json-depth.js';
import { PLACEHOLDER, PLACEHOLDER_BEGINNING, placeholderLengthMax } from './placeholder.js';

/** By placeholder. Only asked, never listed: what is kept may be sealed until somebody asks for it. */
export type Values = Pick<ReadonlyMap<string, string>, 'size' | 'get'>;

/** Whether the text is plain or stands inside the strings of a JSON text, where the value must be written as JSON writes it. */
export type RestoreInto = 'text' | 'json';

const inJson = (value: string): string => JSON.stringify(value).slice(1, -1);

export interface RestoreOptions {
  readonly into?: RestoreInto;
  /** In addresses of the web too: arguments of tools go where rules on calls let them. Elsewhere whoever showed the text would send them out. */
  readonly inAddresses?: boolean;
}

/** Unknown placeholders stay as they are, and those in addresses. */
export function restore(text: string, values: Values, options: RestoreOptions = {}): string {
  if (values.size === 0 || !text.includes('[')) return text;
  return new Restorer(values, options).restored(text);
}

/** Holds back only what may be the beginning of a placeholder. */
export class RestoreStream {
  readonly #restorer: Restorer;
  #held = '';

  constructor(values: Values, options: RestoreOptions = {}) {
    this.#restorer = new Restorer(values, options);
  }

  push(delta: string): string {
    const text = this.#held + delta;
    const tail = text.slice(-placeholderLengthMax);
    const from = PLACEHOLDER_BEGINNING.exec(tail)?.index;
    const cut = from === undefined ? text.length : text.length - tail.length + from;
    this.#held = text.slice(cut);
    return this.#restorer.restored(text.slice(0, cut));
  }

  flush(): string {
    const rest = this.#held;
    this.#held = '';
    return this.#restorer.restored(rest);
  }
}

class Restorer {
  readonly #place: AddressPlace | undefined;
  readonly #depth: JsonDepth | undefined;

  constructor(
    private readonly values: Values,
    options: RestoreOptions,
  ) {
    this.#place = options.inAddresses === true ? undefined : new AddressPlace(options.into === 'json');
    this.#depth = options.into === 'json' ? new JsonDepth() : undefined;
  }

  /** More of the text; no placeholder is cut. */
  restored(text: string): string {
    let known = 0;
    const restored = text.replace(PLACEHOLDER, (placeholder, at: number) => {
      this.#take(text.slice(known, at));
      known = at;
      const value = this.#place?.isInside === true ? undefined : this.values.get(placeholder);
      if (value === undefined) return placeholder;
      return this.#escaped(value);
    });
    this.#take(text.slice(known));
    return restored;
  }

  #take(text: string): void {
    this.#place?.take(text);
    this.#depth?.take(text);
  }

  #escaped(value: string): string {
    if (this.#depth === undefined) return value;
    let escaped = inJson(value);
    for (let more = 1; more < this.#depth.open; more++) escaped = inJson(escaped);
    return escaped;
  }
}
