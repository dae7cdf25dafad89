/** Scopes by the names of members: what the documents of vector stores are made of. */
import { everyString, everything } from '../plain/json-texts.js';
import type { Scope } from '../plain/json-texts.js';

/** Members with these names have these scopes, however deep in arrays; `otherwise` holds for all others. */
export function named(rows: Readonly<Record<string, Scope>>, otherwise: Scope): Scope {
  const byName = new Map(Object.entries(rows));
  const scope: Scope = {
    position: otherwise.position,
    isJson: false,
    inside: (json, container) =>
      json.isArray(container) ? () => scope : (step) => byName.get(String(step)) ?? otherwise,
  };
  return scope;
}

/** Elements that match are nobody's text; everything else below is read. */
function unless(
  pattern: RegExp,
  position: 'metadata' | 'document',
  numbers: Pick<Scope, 'ownNumbers'> = {},
): Scope {
  const scope: Scope = {
    position,
    isJson: false,
    ...numbers,
    inside: (json) => (_step, value) =>
      json.isString(value) && pattern.test(json.text(value) ?? '') ? undefined : scope,
  };
  return scope;
}

/** Ids are what clients join answers by; one that looks like no id (an address) is read. */
export const ids = unless(/^[\w:.-]{0,128}$/, 'metadata');
/** Vectors are numbers, or 32-bit floats in base64. */
export const vectors = unless(/^[A-Za-z0-9+/]*={0,2}$/, 'document', { ownNumbers: true });

/** Vectors of a store that also takes texts in their place. */
export const vectorsOrTexts = everyString('document');
export const documents = everything('document');
export const metadata = everything('metadata');
/** How near, how many, how long: the store's own numbers. */
export const measures = everyString('metadata');
export const filters = everything('query');
export const places = everything('file-name');
