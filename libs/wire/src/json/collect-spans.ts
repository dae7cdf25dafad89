/** Walks a document along its shape and lists every text with its position; what no shape names is listed too. */
import type { JsonPath, TextSpan } from '../llm/operation.js';
import type { LocatedJson } from './located-json.js';
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
}

const unknownMember = free('metadata');

/** Members of an object that stands where a text would: text too, and its numbers are whose they are above. */
const below = (shape: Shape): Shape =>
  shape.ownNumbers === true && shape.string === undefined ? shape : free(shape.position);

/** Stack use is bounded by the depth that the reader allows. */
export function collectSpans(json: LocatedJson, shape: Shape): CollectedSpans {
  const spans: TextSpan[] = [];
  const nodes: NodeId[] = [];
  const objects: NodeId[] = [];

  const visit = (node: NodeId, wanted: Shape, path: JsonPath, key: string): void => {
    let chosen = wanted;
    while (chosen.choose !== undefined) chosen = chosen.choose(json, node);
    if (chosen.isSilent === true) return;
    if (json.isString(node)) {
      const text = json.text(node) ?? '';
      const rule = chosen.string ?? 'text';
      if (isProtocol(rule, text)) return;
      spans.push({ position: chosen.position, path, text, key, isJson: rule === 'json' });
      nodes.push(node);
      objects.push(-1);
    } else if (json.isNumber(node)) {
      const text = chosen.ownNumbers === true ? undefined : numberText(json, node);
      if (text === undefined) return;
      spans.push({ position: chosen.position, path, text, key, isJson: false, isNumber: true });
      nodes.push(node);
      objects.push(-1);
    } else if (json.isArray(node)) {
      const items = chosen.items ?? chosen;
      const end = json.behind(node);
      let index = -1;
      let inVector: boolean | undefined;
      for (let at = node + stride; at < end; at = json.behind(at)) {
        index += 1;
        if (!json.canHoldText(at)) continue;
        if (json.isNumber(at) && (inVector ??= isVector(json, node))) continue;
        visit(at, items, [...path, index], '');
      }
    } else if (json.isObject(node)) {
      const rest = chosen.rest ?? (chosen.members === undefined ? below(chosen) : unknownMember);
      const end = json.behind(node);
      for (let name = node + stride; name < end; name = json.behind(name + stride)) {
        const text = json.text(name) ?? '';
        const member = chosen.members?.get(text);
        if (member !== undefined && !json.canHoldText(name + stride)) continue;
        const memberPath = [...path, text];
        if (member === undefined) {
          spans.push({
            position: rest.position,
            path: memberPath,
            text,
            key: '',
            isJson: false,
            isName: true,
          });
          nodes.push(name);
          objects.push(node);
        }
        visit(name + stride, member ?? rest, memberPath, text);
      }
    }
  };
  visit(json.root, shape, [], '');
  return { spans, nodes, objects };
}
