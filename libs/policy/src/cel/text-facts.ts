/** The texts of a request or an answer as conditions see them, by position. Put together only when one is read. */
import type { JudgedText, TextPosition } from '../operation.js';
import { argumentText } from './argument-text.js';

/** Texts of one position, one behind the other with a line end between. */
export class TextFacts {
  readonly #joined = new Map<TextPosition | '', string>();
  constructor(private readonly spans: () => readonly JudgedText[]) {}
  #of(position: TextPosition | ''): string {
    let joined = this.#joined.get(position);
    if (joined === undefined) {
      const fitting = this.spans().filter((span) => position === '' || span.position === position);
      joined = fitting.map(asRead).join('\n');
      this.#joined.set(position, joined);
    }
    return joined;
  }
  get all(): string {
    return this.#of('');
  }
  get system(): string {
    return this.#of('system');
  }
  get developer(): string {
    return this.#of('developer');
  }
  get user(): string {
    return this.#of('user');
  }
  get assistant(): string {
    return this.#of('assistant');
  }
  get reasoning(): string {
    return this.#of('reasoning');
  }
  get toolDefinitions(): string {
    return this.#of('tool-definition');
  }
  get toolCalls(): string {
    return this.#of('tool-call');
  }
  get toolResults(): string {
    return this.#of('tool-result');
  }
  get metadata(): string {
    return this.#of('metadata');
  }
  get fileNames(): string {
    return this.#of('file-name');
  }
  get documents(): string {
    return this.#of('document');
  }
  get state(): string {
    return this.#of('state');
  }
  get formFields(): string {
    return this.#of('form-field');
  }
  get query(): string {
    return this.#of('query');
  }
  get path(): string {
    return this.#of('path');
  }
}

const asRead = ({ position, text }: JudgedText): string =>
  position === 'tool-call' ? argumentText(text).text : text;
