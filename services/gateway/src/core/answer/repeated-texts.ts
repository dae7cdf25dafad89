/** Texts that stand whole in a stream, each masked once: graphs tell their state again and again. */
import { wholeForms, type Masks, type WholeForms } from './text-forms.js';

/** Together half a megabyte of a stream at most; what is longer is masked each time. */
const textsMax = 512;
const textLengthMax = 512;

export class RepeatedTexts {
  readonly #texts = new Map<string, WholeForms>();
  readonly #json = new Map<string, WholeForms>();

  constructor(private readonly masks: Masks) {}

  formsOf(text: string, isJson: boolean): WholeForms {
    if (text.length > textLengthMax) return wholeForms(this.masks, { text, isJson, key: '' });
    const known = isJson ? this.#json : this.#texts;
    let forms = known.get(text);
    if (forms !== undefined) return forms;
    forms = wholeForms(this.masks, { text, isJson, key: '' });
    if (known.size >= textsMax) known.clear();
    known.set(text, forms);
    return forms;
  }
}
