/** Builds the dense tables of an Aho-Corasick automaton over UTF-16 units, in which letters of both cases are one. */

export interface KeywordAutomaton {
  /** Class of every UTF-16 unit; 0 for those that stand in no word. */
  readonly classes: Uint8Array;
  /** `next[(state << shift) | class]`: rows of a power of two, small where the words are. */
  readonly next: Uint16Array | Int32Array;
  readonly shift: number;
  /** States from this one on end a word. */
  readonly firstEnd: number;
  /** For the n-th state that ends a word: `ids[starts[n]]` to `ids[starts[n + 1]]`, exclusive. */
  readonly starts: Int32Array;
  readonly ids: Int32Array;
}

/** As many classes as a byte can name: far more than the letters, digits and signs of all words together. */
const classesMax = 256;
/** What `i` with `u` also takes for k and s, and what in lower case begins with an i, so that no pattern sees a word that the scanner does not. */
const foreignTwins: Readonly<Record<string, string>> = {
  k: '\u212a',
  s: '\u017f',
  i: '\u0130',
  å: '\u212b',
  ß: '\u1e9e',
  ω: '\u2126',
  θ: '\u03f4',
};

function assignClasses(words: readonly string[]): { classes: Uint8Array; stride: number } {
  const classes = new Uint8Array(65_536);
  let count = 1;
  for (const word of words) {
    for (let at = 0; at < word.length; at++) {
      const unit = word.charAt(at);
      if (classes[unit.charCodeAt(0)] !== 0) continue;
      if (count === classesMax) throw new RangeError('the words hold more than 255 different characters');
      const twins = [unit, unit.toLowerCase(), unit.toUpperCase(), foreignTwins[unit] ?? unit]
        .filter((twin) => twin.length === 1)
        .map((twin) => twin.charCodeAt(0));
      // Both small sigmas have one capital.
      const shared = twins.map((twin) => classes[twin] ?? 0).find((known) => known !== 0);
      for (const twin of twins) classes[twin] = shared ?? count;
      if (shared === undefined) count++;
    }
  }
  return { classes, stride: count };
}

interface Trie {
  readonly children: Map<number, number>[];
  readonly ids: Set<number>[];
}

function plant(groups: readonly (readonly string[])[], classes: Uint8Array): Trie {
  const trie: Trie = { children: [new Map<number, number>()], ids: [new Set<number>()] };
  groups.forEach((words, id) => {
    for (const word of words) {
      if (word.length === 0) throw new RangeError('an empty word occurs everywhere');
      let node = 0;
      for (let at = 0; at < word.length; at++) {
        const cls = classes[word.charCodeAt(at)] as number;
        const children = trie.children[node] as Map<number, number>;
        let child = children.get(cls);
        if (child === undefined) {
          child = trie.children.length;
          children.set(cls, child);
          trie.children.push(new Map());
          trie.ids.push(new Set());
        }
        node = child;
      }
      trie.ids[node]?.add(id);
    }
  });
  return trie;
}

/** Every node's full row of successors, by breadth: a node lacks nothing its longest proper suffix has. */
function complete(trie: Trie, stride: number): Int32Array {
  const rows = new Int32Array(trie.children.length * stride);
  const suffix = new Int32Array(trie.children.length);
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const node = queue[head] as number;
    const fallback = suffix[node] as number;
    if (node !== 0) {
      rows.copyWithin(node * stride, fallback * stride, (fallback + 1) * stride);
      for (const id of trie.ids[fallback] ?? []) trie.ids[node]?.add(id);
    }
    for (const [cls, child] of trie.children[node] ?? []) {
      suffix[child] = node === 0 ? 0 : (rows[fallback * stride + cls] as number);
      rows[node * stride + cls] = child;
      queue.push(child);
    }
  }
  return rows;
}

/** The n-th group's words all have the id n; a word may stand in several groups. Linear in the length of all words. */
export function buildKeywordAutomaton(groups: readonly (readonly string[])[]): KeywordAutomaton {
  const lower = groups.map((words) => words.map((word) => word.toLowerCase()));
  const { classes, stride } = assignClasses(lower.flat());
  const trie = plant(lower, classes);
  const rows = complete(trie, stride);
  const nodes = trie.children.map((_, node) => node);
  const ends = nodes.filter((node) => trie.ids[node]?.size !== 0);
  const order = [...nodes.filter((node) => trie.ids[node]?.size === 0), ...ends];
  const place = new Int32Array(nodes.length);
  order.forEach((node, at) => (place[node] = at));
  const shift = Math.ceil(Math.log2(Math.max(2, stride)));
  const next =
    order.length > 0xffff ? new Int32Array(order.length << shift) : new Uint16Array(order.length << shift);
  order.forEach((node, at) => {
    for (let cls = 0; cls < stride; cls++)
      next[(at << shift) | cls] = place[rows[node * stride + cls] as number] as number;
  });
  const lists = ends.map((node) => [...(trie.ids[node] ?? [])].sort((a, b) => a - b));
  const starts = new Int32Array(ends.length + 1);
  lists.forEach((list, n) => (starts[n + 1] = (starts[n] as number) + list.length));
  return {
    classes,
    next,
    shift,
    firstEnd: order.length - ends.length,
    starts,
    ids: Int32Array.from(lists.flat()),
  };
}
