/** The texts of a stream as rules on answers see them: put together by channel, bounded. */
import type { Delta } from '@sallyport/wire/llm/dialect';
import type { Position } from '@sallyport/wire/llm/operation';
import type { AnswerText } from './judge-answer.js';

interface Gathered {
  readonly position: Position;
  text: string;
  /** Name that it stands under; empty where there is none. */
  readonly key: string;
}

export class JudgedTexts {
  readonly #pieces = new Map<string, Gathered>();
  /** Texts that stood whole, each once: most repeat what came in pieces, or what the frame before said. */
  readonly #wholes = new Map<string, Gathered>();
  #unitsLeft: number;

  /** @param unitsMax Of UTF-16; what comes beyond is not gathered. */
  constructor(unitsMax: number) {
    this.#unitsLeft = unitsMax;
  }

  take(deltas: readonly Delta[]): void {
    for (const { channel, position, text, isWhole, key = '' } of deltas) {
      if (text === '' || this.#unitsLeft <= 0) continue;
      if (isWhole === true) this.#takeWhole({ position, text, key });
      else this.#takePiece(channel, position, text);
    }
  }

  get spans(): readonly AnswerText[] {
    const inPieces = [...this.#pieces.values()];
    const told = new Set(inPieces.map(({ text }) => text));
    const others = [...this.#wholes.values()].filter(({ text }) => !told.has(text));
    return [...inPieces, ...others].map(({ position, text, key }) => ({ position, text, key }));
  }

  #takePiece(channel: string, position: Position, text: string): void {
    const piece = this.#within(text);
    const gathered = this.#pieces.get(channel);
    if (gathered === undefined) this.#pieces.set(channel, { position, text: piece, key: '' });
    else gathered.text += piece;
  }

  #takeWhole({ position, text, key }: Gathered): void {
    const name = `${position} ${key}\0${text}`;
    if (this.#wholes.has(name)) return;
    this.#wholes.set(name, { position, text: this.#within(text), key });
  }

  #within(text: string): string {
    const taken = text.slice(0, this.#unitsLeft);
    this.#unitsLeft -= taken.length;
    return taken;
  }
}
