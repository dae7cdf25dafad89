/**
 * What an event of the newer protocol says (@langchain/protocol 0.0.16, sections 7 to 12): content blocks begin, grow by
 * deltas and finish; tools give output in deltas; everything else stands whole in its event.
 */
import type { LocatedJson } from '../json/located-json.js';
import type { NodeId } from '../json/tape.js';
import type { JsonPath, Position, TextSpan } from '../llm/operation.js';
import { collectTexts } from '../plain/json-texts.js';
import type { Scope } from '../plain/json-texts.js';
import { answered } from './data.js';
import type { FrameText, FrameTexts, Manner } from './frame-texts.js';

/** The envelope's own members; `method` and the like are the protocol's words. */
const own = new Set<string | number>(['type', 'method', 'event_id', 'event']);

const envelope: Scope = {
  position: 'state',
  isJson: false,
  inside: (json) => (step, value) => {
    if (own.has(step) && json.isString(value)) return undefined;
    return step === 'params' ? envelope : answered;
  },
};

/** The older protocol names its frames and puts no envelope around their data. */
export const isProtocolEvent = (json: LocatedJson): boolean =>
  json.text(json.member(json.root, 'type')) === 'event' &&
  json.isString(json.member(json.root, 'method') ?? json.root) &&
  json.isObject(json.member(json.root, 'params') ?? json.root);

interface Growing {
  readonly path: JsonPath;
  readonly position: Position;
  readonly isJson: boolean;
  readonly manner: Manner;
}

/** Deltas append, but for `block-delta`, which sets fields anew: the arguments of a call from their beginning. */
const growing: readonly Growing[] = [
  { path: ['delta', 'text'], position: 'assistant', isJson: false, manner: 'piece' },
  { path: ['delta', 'reasoning'], position: 'reasoning', isJson: false, manner: 'piece' },
  { path: ['delta', 'fields', 'args'], position: 'tool-call', isJson: true, manner: 'repeat' },
  { path: ['delta', 'fields', 'text'], position: 'assistant', isJson: false, manner: 'repeat' },
  { path: ['delta', 'fields', 'reasoning'], position: 'reasoning', isJson: false, manner: 'repeat' },
];
const toolOutput: Growing = { path: ['delta'], position: 'tool-result', isJson: false, manner: 'piece' };

const raw = (json: LocatedJson, node: NodeId | undefined): string =>
  node === undefined ? '' : json.raw(node);

export function eventTexts(json: LocatedJson): FrameTexts {
  const params = json.member(json.root, 'params');
  const data = json.member(params, 'data');
  const kind = json.text(json.member(data, 'event')) ?? '';
  const place = `${raw(json, json.member(params, 'namespace'))}${raw(json, json.member(params, 'node'))}`;
  switch (json.text(json.member(json.root, 'method'))) {
    case 'messages': {
      const block = `${place}#${raw(json, json.member(data, 'index'))}`;
      if (kind === 'content-block-delta') {
        const told = { owner: block, call: undefined, content: undefined };
        return { ...textsWith(json, block, data, growing, []), block: told };
      }
      if (kind === 'content-block-start' || kind === 'content-block-finish') {
        const isWhole = kind === 'content-block-finish';
        const content = json.member(data, 'content');
        const node = content === undefined ? undefined : { node: content, isWhole };
        return {
          ...textsWith(json, block, data, [], isWhole ? [block] : []),
          block: { owner: block, call: callOf(json, content), content: node },
        };
      }
      const isOver = kind === 'message-finish' || kind === 'error';
      return textsWith(json, block, data, [], isOver ? [block] : []);
    }
    case 'tools': {
      const tool = `tool#${json.text(json.member(data, 'tool_call_id')) ?? ''}`;
      return kind === 'tool-output-delta'
        ? textsWith(json, tool, data, [toolOutput], [])
        : textsWith(json, tool, data, [], [tool]);
    }
    default:
      return textsWith(json, '', data, [], []);
  }
}

/** Id of the call that the content is; undefined for other blocks. */
function callOf(json: LocatedJson, content: NodeId | undefined): string | undefined {
  const isCall = (json.text(json.member(content, 'type')) ?? '').includes('tool_call');
  return isCall ? json.text(json.member(content, 'id')) : undefined;
}

function textsWith(
  json: LocatedJson,
  owner: string,
  data: NodeId | undefined,
  rows: readonly Growing[],
  ends: readonly string[],
): FrameTexts {
  const { spans, nodes } = collectTexts(json, envelope);
  const texts = spans.map((span, index): FrameText => {
    const node = nodes[index] ?? json.root;
    const row =
      data === undefined || json.isName(node) || json.isNumber(node)
        ? undefined
        : rows.find(({ path }) => isAt(span, path));
    if (row === undefined)
      return { span, node, manner: 'whole', owner: '', channel: `/${span.path.join('/')}` };
    const placed: TextSpan = { ...span, position: row.position, isJson: row.isJson };
    return { span: placed, node, manner: row.manner, owner, channel: `${owner}/${row.path.join('/')}` };
  });
  return { texts, streamed: [], ends };
}

const isAt = ({ path }: TextSpan, below: JsonPath): boolean =>
  path.length === below.length + 2 &&
  path[0] === 'params' &&
  path[1] === 'data' &&
  below.every((step, index) => step === path[index + 2]);
