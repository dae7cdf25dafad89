/** Collects the texts of a JSON document in its order, each with the position that its surroundings give it. */
import type { LocatedJson } from '../json/located-json.js';
import { isVector, numberText } from '../json/number-text.js';
import type { Edit } from '../json/splice.js';
import type { NodeId } from '../json/tape.js';
import type { Change } from '../llm/dialect.js';
import type { JsonPath, Position, TextSpan } from '../llm/operation.js';

/** What a value stands for, and how to go on inside it. */
export interface Scope {
  readonly position: Position;
  /** A string here is itself a JSON document. */
  readonly isJson: boolean;
  /** Numbers here are the service's own (counts, times, weights, vectors) and no texts. */
  readonly ownNumbers?: true;
  /** Which names of an object are the caller's own words, and so texts even where they are ordinary ones. Absent: none. */
  readonly ownNames?: (json: LocatedJson, object: NodeId) => (name: string) => boolean;
  /** The scope of each value in a container; undefined for what is nobody's text: ids, modes. */
  readonly inside: (
    json: LocatedJson,
    container: NodeId,
  ) => (step: string | number, value: NodeId) => Scope | undefined;
}

/** Every string below and every long number, at one position. */
export function everything(position: Position, isJson = false): Scope {
  const scope: Scope = { position, isJson, inside: () => () => scope };
  return scope;
}

/** Every string below; numbers are the service's own. */
export function everyString(position: Position): Scope {
  const scope: Scope = { position, isJson: false, ownNumbers: true, inside: () => () => scope };
  return scope;
}

export interface JsonTexts {
  readonly spans: readonly TextSpan[];
  /** Where each span lies: its string, its number, or the name of a member. */
  readonly nodes: readonly NodeId[];
}

/**
 * Names that say what a value is are no text of anyone. Others (an address, a number, a key as the name of a member) are
 * read like values.
 */
const ordinaryName = /^[A-Za-z_$.\-\s]{0,40}$/;

export function collectTexts(json: LocatedJson, root: Scope): JsonTexts {
  const spans: TextSpan[] = [];
  const nodes: NodeId[] = [];
  const visit = (node: NodeId, path: JsonPath, key: string, scope: Scope): void => {
    const text = json.text(node);
    if (text !== undefined) {
      spans.push({ position: scope.position, path, text, key, isJson: scope.isJson });
      nodes.push(node);
      return;
    }
    if (json.isNumber(node)) {
      const spelt = scope.ownNumbers === true ? undefined : numberText(json, node);
      if (spelt === undefined) return;
      spans.push({ position: scope.position, path, text: spelt, key, isJson: false, isNumber: true });
      nodes.push(node);
      return;
    }
    if (json.isArray(node)) {
      const inside = scope.inside(json, node);
      let inVector: boolean | undefined;
      let index = -1;
      for (const element of json.elements(node)) {
        index += 1;
        if (!json.canHoldText(element)) continue;
        if (json.isNumber(element) && (inVector ??= isVector(json, node))) continue;
        const next = inside(index, element);
        if (next !== undefined) visit(element, [...path, index], '', next);
      }
      return;
    }
    if (!json.isObject(node)) return;
    const inside = scope.inside(json, node);
    const isOwn = scope.ownNames?.(json, node);
    for (const { name, value } of json.members(node)) {
      const step = json.text(name) ?? '';
      const next = inside(step, value);
      if (next === undefined) continue;
      if (isOwn?.(step) === true || !ordinaryName.test(step)) {
        const { position } = next;
        spans.push({ position, path: [...path, step], text: step, key: '', isJson: false, isName: true });
        nodes.push(name);
      }
      if (json.canHoldText(value)) visit(value, [...path, step], step, next);
    }
  };
  visit(json.root, [], '', root);
  return { spans, nodes };
}

/** The document with other texts; the same bytes where none differs. */
export function withTexts(json: LocatedJson, texts: JsonTexts, changes: readonly Change[]): Uint8Array {
  const edits: Edit[] = [];
  const renamed = new Set<string>();
  for (const change of changes) {
    if (change.kind !== 'text') continue;
    const node = texts.nodes[change.span];
    const span = texts.spans[change.span];
    if (node === undefined || span === undefined || span.text === change.text) continue;
    const text = json.isName(node) ? freeName(json, span.path, change.text, renamed) : change.text;
    edits.push({ kind: 'text', node, text });
  }
  return json.splice(edits);
}

/** Two members that get the same name would be one: the later gets a number. */
function freeName(json: LocatedJson, path: JsonPath, wanted: string, renamed: Set<string>): string {
  const object = json.at(path.slice(0, -1));
  const place = JSON.stringify(path.slice(0, -1));
  let name = wanted;
  for (let count = 2; renamed.has(place + name) || json.member(object, name) !== undefined; count += 1)
    name = `${wanted} ${count}`;
  renamed.add(place + name);
  return name;
}
