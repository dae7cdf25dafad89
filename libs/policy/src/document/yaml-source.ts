/** The document's text as YAML, with the place of everything in it. */
import { isAlias, isCollection, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, ParsedNode, YAMLError } from 'yaml';

import type { DocumentPath, DocumentProblem } from './problem.js';
import { offsetInSource } from './text-offset.js';

export interface YamlSource {
  readonly value: unknown;
  /** The place of what stands at the path, or of the nearest thing around it. `key`: of the key, not the value. */
  readonly locate: (
    path: DocumentPath,
    which?: 'key' | 'value',
    /** Of a character within a text value. */
    within?: number,
  ) => { readonly line: number; readonly column: number };
}

export type ReadYaml =
  | { readonly kind: 'read'; readonly source: YamlSource }
  | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

/** Our sentences for what the parser finds; its own may quote the text, where a secret could stand. */
const SENTENCES: Partial<Record<YAMLError['code'], string>> = {
  MULTIPLE_DOCS: 'There is a second document (`---`): keep one.',
  TAB_AS_INDENT: 'Indent with spaces, not with tabs.',
  BAD_INDENT: 'The indentation does not fit the lines around it.',
  MISSING_CHAR: 'A character is missing here, such as a closing quote, bracket or a colon.',
  TAG_RESOLVE_FAILED: 'Tags (`!…`) are not used in this document: remove it.',
  BAD_ALIAS:
    'Anchors and aliases (`&`, `*`) are not used in this document; put text that starts with `*` in quotes.',
  NON_STRING_KEY: 'Keys are plain words.',
  RESOURCE_EXHAUSTION: 'The document is nested too deeply.',
};

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    // Its own check compares every key with every other: minutes for a megabyte. Ours is below.
    uniqueKeys: false,
    resolveKnownTags: false,
    merge: false,
    version: '1.2',
    logLevel: 'error',
  });
  const problems: DocumentProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]),
    at: '',
    message: SENTENCES[error.code] ?? 'This is not valid YAML.',
  }));
  const note = (offset: number, message: string) => problems.push({ ...place(offset), at: '', message });
  visit(document, {
    Node(_key, node) {
      const start = node.range?.[0] ?? 0;
      const anchored = isAlias(node) || ((isScalar(node) || isCollection(node)) && node.anchor !== undefined);
      if (anchored) note(start, SENTENCES.BAD_ALIAS ?? '');
    },
    Map(_key, map) {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) note(key.range?.[0] ?? 0, 'This key stands here twice: keep one.');
        keys.add(key.value);
      }
    },
    Pair(_key, pair) {
      // Objects treat this key as something else, so that no later check would see it.
      if (isScalar(pair.key) && pair.key.value === '__proto__') {
        note(pair.key.range?.[0] ?? 0, 'This key is not known here: remove it.');
      }
    },
  });
  if (problems.length === 0 && document.contents === null)
    note(0, 'The document is empty: write `version: 1`.');
  if (problems.length > 0) return refused(problems);
  return {
    kind: 'read',
    source: {
      value: document.toJS({ maxAliasCount: 0 }) as unknown,
      locate: (path, which = 'value', within) => {
        const scalar = within === undefined ? undefined : document.getIn(path, true);
        if (within === undefined || !isScalar(scalar) || typeof scalar.value !== 'string') {
          return place(offsetOf(document, path, which));
        }
        const start = scalar.range?.[0] ?? 0;
        return place(offsetInSource(text, { start, type: scalar.type, value: scalar.value, offset: within }));
      },
    },
  };
}

const refused = (problems: readonly DocumentProblem[]): ReadYaml => ({ kind: 'refused', problems });

function offsetOf(document: Document<ParsedNode>, path: DocumentPath, which: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (pair === undefined) return offset;
      const last = depth === path.length - 1;
      offset = (last && which === 'key' ? undefined : startOf(pair.value)) ?? startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.items[Number(part)];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  if (!isScalar(node) && !isCollection(node)) return undefined;
  return node.range?.[0];
}
