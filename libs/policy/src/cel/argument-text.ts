/** Arguments of tools as conditions read them: one JSON text for all ways in which a model may write the same. */

export interface ArgumentText {
  /** Without spaces around values and without escapes that JSON can be written without; numbers as they are spelt. */
  readonly text: string;
  /** Whether an object has a name twice: readers differ in which of the two counts. */
  readonly hasDuplicateName: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAYBE_JSON = /^[ \t\r\n]*[[{"]/;

/** A text that is no JSON stays as it is. */
export function argumentText(text: string): ArgumentText {
  return MAYBE_JSON.test(text) && isJson(text) ? rewritten(text) : { text, hasDuplicateName: false };
}

/** @param text that is JSON */
function rewritten(text: string): ArgumentText {
  const parts: string[] = [];
  const open: (Set<string> | undefined)[] = [];
  let hasDuplicateName = false;
  for (let at = 0; at < text.length;) {
    const end = tokenEnd(text, at);
    const part = text.charCodeAt(at) === QUOTE ? unescaped(text.slice(at, end)) : text.slice(at, end).trim();
    at = end;
    const names = open.at(-1);
    if (part === '{') open.push(new Set());
    else if (part === '[') open.push(undefined);
    else if (part === '}' || part === ']') open.pop();
    else if (part === ':' && names !== undefined) {
      const name = parts.at(-1) ?? '';
      hasDuplicateName ||= names.has(name);
      names.add(name);
    }
    if (part !== '') parts.push(part);
  }
  return { text: parts.join(''), hasDuplicateName };
}

/** A string, one mark, or all that stands up to the next of these. */
function tokenEnd(text: string, start: number): number {
  if (text.charCodeAt(start) === QUOTE) return stringEnd(text, start + 1);
  let at = start + 1;
  if (!isMark(text, start)) while (at < text.length && !isMark(text, at)) at += 1;
  return at;
}

const isMark = (text: string, at: number): boolean => '{}[]:,"'.includes(text.charAt(at));

function stringEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

const unescaped = (literal: string): string =>
  literal.includes('\\') ? JSON.stringify(JSON.parse(literal)) : literal;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
