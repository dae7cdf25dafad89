/** Finds any of many phrases as whole words, in time linear in the text however many they are (Aho and Corasick 1975). */

interface Node {
  readonly next: Map<number, Node>;
  fail: Node | undefined;
  /** Lengths of phrases that end here, those of the fail chain included. */
  ends: readonly number[];
}

const WORD = /[\p{L}\p{N}]/u;

/** @param phrases in the form of the texts that are searched */
export function phraseFinder(phrases: readonly string[], { wholeWords }: { readonly wholeWords: boolean }) {
  const root = build(phrases);
  return (text: string): boolean => {
    let node = root;
    for (let at = 0; at < text.length; at++) {
      node = step(root, node, text.charCodeAt(at));
      for (const length of node.ends) {
        if (!wholeWords || isWhole(text, at + 1 - length, at + 1)) return true;
      }
    }
    return false;
  };
}

function isWhole(text: string, start: number, end: number): boolean {
  const opens = WORD.test(text.charAt(start)) && WORD.test(text.charAt(start - 1));
  const closes = WORD.test(text.charAt(end - 1)) && WORD.test(text.charAt(end));
  return !opens && !closes;
}

function step(root: Node, from: Node, code: number): Node {
  let node: Node | undefined = from;
  while (node !== undefined) {
    const next = node.next.get(code);
    if (next !== undefined) return next;
    node = node.fail;
  }
  return root;
}

function build(phrases: readonly string[]): Node {
  const root: Node = { next: new Map(), fail: undefined, ends: [] };
  for (const phrase of phrases) {
    if (phrase === '') continue;
    let node = root;
    for (let at = 0; at < phrase.length; at++) {
      const code = phrase.charCodeAt(at);
      let next = node.next.get(code);
      if (next === undefined) {
        next = { next: new Map(), fail: root, ends: [] };
        node.next.set(code, next);
      }
      node = next;
    }
    if (node.ends.length === 0) node.ends = [phrase.length];
  }
  const queue = [...root.next.values()];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    for (const [code, child] of node.next) {
      child.fail = step(root, node.fail ?? root, code);
      child.ends = [...child.ends, ...child.fail.ends];
      queue.push(child);
    }
  }
  return root;
}
