/** A text and what it holds in other writings: base64, hexadecimal, escapes, characters nobody sees; those in one another too. */
import { base64Texts } from './base64-texts.js';
import { unescapedTexts } from './escapes.js';
import { hexTexts } from './hex-texts.js';
import { traitsOf, type Traits } from './plain-text.js';
import { smuggledTexts } from './smuggled-texts.js';
import { unitsOf } from './units.js';

/** Writings in one another that are undone. Each adds at most some times its text, so that all stay linear in the text. */
const LAYERS_MAX = 3;

export interface Unwrapped {
  readonly text: string;
  readonly units: Uint8Array;
  readonly traits: Traits;
}

/** The text itself first, each once. */
export function unwrap(text: string): readonly Unwrapped[] {
  const found = new Map<string, Unwrapped>();
  let layer: readonly string[] = [text];
  for (let depth = 0; depth <= LAYERS_MAX && layer.length > 0; depth++) {
    const fresh: Unwrapped[] = [];
    for (const one of layer) {
      if (found.has(one)) continue;
      const units = unitsOf(one);
      const unwrapped = { text: one, units, traits: traitsOf(units) };
      found.set(one, unwrapped);
      fresh.push(unwrapped);
    }
    layer = depth < LAYERS_MAX ? fresh.flatMap(inside) : [];
  }
  return [...found.values()];
}

function inside({ text, traits, units }: Unwrapped): readonly string[] {
  const texts: string[] = [];
  if (traits.isMixed) texts.push(...base64Texts(units));
  if (traits.hasDigits) texts.push(...hexTexts(units));
  if (traits.hasEscape) texts.push(...unescapedTexts(text));
  if (traits.isOdd) texts.push(...smuggledTexts(text));
  return texts;
}
