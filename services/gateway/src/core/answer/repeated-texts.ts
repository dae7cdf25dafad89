/** Texts that stand whole in a stream, each masked once: graphs tell their state again and again. */
import { wholeForms, type Masks, type WholeForms, type WholeText } from './text-forms.js';

/** Together half a megabyte of a stream at most; what is longer is masked each time. */
const textsMax = 512;
const textLengthMax = 512;

export class RepeatedTexts {
  readonly #texts = new Map<string, WholeForms>();

  constructor(private readonly masks: Masks) {}

  formsOf(whole: WholeText): WholeForms {
    const { text, isJson, key, position } = whole;
    if (text.length + key.length > textLengthMax) return wholeForms(this.masks, whole);
    const name = `${isJson ? 'json' : ''} ${position} ${key}\0${text}`;
    const known = this.#texts;
    let forms = known.get(name);
    if (forms !== undefined) return forms;
    forms = wholeForms(this.masks, whole);
    if (known.size >= textsMax) known.clear();
    known.set(name, forms);
    return forms;
  }
}
