/** Walks a document along its shape and lists every text with its position; what no shape names is listed too. */
import type { JsonPath, TextSpan, ToolCall } from '../llm/operation.js';
import type { LocatedJson } from './located-json.js';
import { lookedAlike } from './lookalike.js';
import { isVector, numberText } from './number-text.js';
import { isProtocol } from './string-rules.js';
import { stride } from './tape.js';
import type { NodeId } from './tape.js';
import { free } from './text-shape.js';
import type { Shape } from './text-shape.js';

export interface CollectedSpans {
  readonly spans: readonly TextSpan[];
  /** Of each span: where its string, or its number, lies. */
  readonly nodes: readonly NodeId[];
  /** Of each span that is a name: the object it stands in; -1 of values. */
  readonly objects: readonly NodeId[];
  /** A documented name that some member has in another case. */
  readonly lookalike: string | undefined;
}

/** What stands under a name in another case may be a call to some clients: one that nobody can name. */
export const hiddenCalls = ({ lookalike }: CollectedSpans): readonly ToolCall[] =>
  lookalike === undefined ? [] : [{ id: '', name: '', arguments: '' }];

const unknownMember = free('metadata');

/** Members of an object that stands where a text would: text too, and its numbers are whose they are above. */
const within = (shape: Shape): Shape =>
  shape.ownNumbers === true && shape.string === undefined ? shape : free(shape.position);

const top: JsonPath = [];

/** Of the root, which is node 0, the path is empty. */
const below = (above: JsonPath, node: NodeId, step: string | number): JsonPath =>
  node === 0 ? top : [...above, step];

/** Elements of arrays stand under no name. */
const keyOf = (step: string | number): string => (typeof step === 'string' ? step : '');

/** Stack use is bounded by the depth that the reader allows. */
export function collectSpans(json: LocatedJson, shape: Shape): CollectedSpans {
  const spans: TextSpan[] = [];
  const nodes: NodeId[] = [];
  const objects: NodeId[] = [];
  let lookalike: string | undefined;

  const add = (span: TextSpan, node: NodeId, object: NodeId): void => {
    spans.push(span);
    nodes.push(node);
    objects.push(object);
  };

  /** Paths are made for what turns out to be a text, or to hold some: most values are words and settings. */
  const visit = (node: NodeId, wanted: Shape, above: JsonPath, step: string | number): void => {
    let chosen = wanted;
    while (chosen.choose !== undefined) chosen = chosen.choose(json, node);
    if (chosen.isSilent === true) return;
    const { position } = chosen;
    if (json.isString(node)) {
      const text = json.text(node) ?? '';
      const rule = chosen.string ?? 'text';
      if (isProtocol(rule, text)) return;
      const path = below(above, node, step);
      add({ position, path, text, key: keyOf(step), isJson: rule === 'json' }, node, -1);
    } else if (json.isNumber(node)) {
      const text = chosen.ownNumbers === true ? undefined : numberText(json, node);
      if (text === undefined) return;
      const path = below(above, node, step);
      add({ position, path, text, key: keyOf(step), isJson: false, isNumber: true }, node, -1);
    } else if (json.isArray(node)) {
      const path = below(above, node, step);
      const items = chosen.items ?? chosen;
      const end = json.behind(node);
      let index = -1;
      let inVector: boolean | undefined;
      for (let at = node + stride; at < end; at = json.behind(at)) {
        index += 1;
        if (!json.canHoldText(at)) continue;
        if (json.isNumber(at) && (inVector ??= isVector(json, node))) continue;
        visit(at, items, path, index);
      }
    } else if (json.isObject(node)) {
      const path = below(above, node, step);
      const rest = chosen.rest ?? (chosen.members === undefined ? within(chosen) : unknownMember);
      const end = json.behind(node);
      for (let name = node + stride; name < end; name = json.behind(name + stride)) {
        const text = json.text(name) ?? '';
        const member = chosen.members?.get(text);
        if (member !== undefined && !json.canHoldText(name + stride)) continue;
        if (member === undefined) {
          lookalike ??= lookedAlike(text, chosen.members);
          const named = { path: [...path, text], text, key: '', isJson: false, isName: true } as const;
          add({ position: rest.position, ...named }, name, node);
        }
        visit(name + stride, member ?? rest, path, text);
      }
    }
  };
  visit(json.root, shape, top, '');
  return { spans, nodes, objects, lookalike };
}
