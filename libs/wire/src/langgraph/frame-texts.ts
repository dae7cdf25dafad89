/** What a frame of a run's stream says, and how: whole, in pieces, or once more from its beginning. */
import type { LocatedJson } from '../json/located-json.js';
import { stride } from '../json/tape.js';
import type { NodeId } from '../json/tape.js';
import type { JsonPath, TextSpan } from '../llm/operation.js';
import { collectTexts } from '../plain/json-texts.js';
import { answered } from './data.js';
import { positionOfMessage } from './message.js';

/**
 * - `whole`: stands for itself
 * - `piece`: goes on where the channel's last one ended
 * - `repeat`: the channel's text from its beginning, with more at its end
 */
export type Manner = 'whole' | 'piece' | 'repeat';

export interface FrameText {
  readonly span: TextSpan;
  readonly node: NodeId;
  readonly manner: Manner;
  /** Whose text: a message, a block, the output of a tool. Its channels end together. Empty for whole texts. */
  readonly owner: string;
  readonly channel: string;
}

export interface Block {
  readonly owner: string;
  /** Id of the call of a tool that the block is, where the frame says that it is one. */
  readonly call: string | undefined;
  /** The content as the frame has it, and whether it is there whole; undefined where the frame only adds to it. */
  readonly content: { readonly node: NodeId; readonly isWhole: boolean } | undefined;
}

/** A message that comes in pieces: where it stands, and whose its channels are. */
export interface Streamed {
  readonly node: NodeId;
  readonly owner: string;
  readonly manner: 'piece' | 'repeat';
}

export interface FrameTexts {
  readonly texts: readonly FrameText[];
  readonly streamed: readonly Streamed[];
  /** Owners that say nothing more. `known` asks for those of the open ones whose message stands whole in the frame. */
  readonly ends: readonly string[] | 'known' | 'all';
  /** A content block of the newer protocol that the frame tells of. */
  readonly block?: Block;
}

/** Members of a message that grow while it is streamed; the rest of it is said once. */
const growing = new Set<string | number | undefined>([
  'content',
  'tool_calls',
  'tool_call_chunks',
  'invalid_tool_calls',
  'additional_kwargs',
  'reasoning_content',
]);
const saidOnce = new Set([
  'name',
  'type',
  'id',
  'title',
  'url',
  'mime_type',
  'signature',
  'status',
  'error',
  'role',
]);

export const isFinal = (json: LocatedJson, message: NodeId): boolean => {
  const metadata = json.member(message, 'response_metadata');
  return (
    json.text(json.member(message, 'chunk_position')) === 'last' ||
    json.text(json.member(metadata, 'finish_reason')) !== undefined ||
    json.text(json.member(metadata, 'stop_reason')) !== undefined
  );
};

const isStreamedMessage = (json: LocatedJson, node: NodeId): boolean =>
  positionOfMessage(json, node) === 'assistant' ||
  (json.text(json.member(node, 'type')) ?? '').endsWith('Chunk');

/** @param event Name of the frame, with the namespace of a subgraph behind a bar: `messages|node:1`. */
export function frameTexts(json: LocatedJson, event: string): FrameTexts {
  const [name = '', namespace = ''] = event.split('|', 2);
  switch (name) {
    case 'messages': {
      const [message] = json.elements(json.root);
      if (message === undefined || !isStreamedMessage(json, message)) return textsWith(json, [], 'known');
      const owner = ownerOf(json, message, namespace);
      return textsWith(
        json,
        [{ node: message, owner, manner: 'piece' }],
        isFinal(json, message) ? [owner] : [],
      );
    }
    case 'messages/partial': {
      const streamed: Streamed[] = [];
      for (const node of json.elements(json.root))
        streamed.push({ node, owner: ownerOf(json, node, namespace), manner: 'repeat' });
      return textsWith(json, streamed, []);
    }
    case 'events':
      return runEvent(json, namespace);
    case 'end':
    case 'error':
      return textsWith(json, [], 'all');
    default:
      return textsWith(json, [], 'known');
  }
}

const ownerOf = (json: LocatedJson, message: NodeId, namespace: string): string =>
  `${namespace}#${json.text(json.member(message, 'id')) ?? ''}`;

/** Id of the message an owner stands for. */
export const messageOf = (owner: string): string => owner.slice(owner.indexOf('#') + 1);

/** LangChain's own events: what a model or a parser streams comes in pieces, under the id of its run. */
function runEvent(json: LocatedJson, namespace: string): FrameTexts {
  const kind = json.text(json.member(json.root, 'event')) ?? '';
  const owner = `${namespace}#run ${json.text(json.member(json.root, 'run_id')) ?? ''}`;
  if (kind.endsWith('_end')) return textsWith(json, [], [owner]);
  const chunk = json.member(json.member(json.root, 'data'), 'chunk');
  if (!kind.endsWith('_stream') || chunk === undefined) return textsWith(json, [], []);
  const piece = pieceIn(json, chunk);
  return textsWith(json, piece === undefined ? [] : [{ node: piece, owner, manner: 'piece' }], []);
}

/** What of a chunk is a piece: text, a message, or one in a pair of a mode and what it yields. Updates of state are whole. */
function pieceIn(json: LocatedJson, chunk: NodeId, depth = 0): NodeId | undefined {
  if (json.isString(chunk)) return depth === 0 ? chunk : undefined;
  const message = json.member(chunk, 'message') ?? chunk;
  if (json.isObject(message)) return positionOfMessage(json, message) === undefined ? undefined : message;
  if (depth > 2) return undefined;
  for (const element of json.elements(chunk)) {
    const piece = pieceIn(json, element, depth + 1);
    if (piece !== undefined) return piece;
  }
  return undefined;
}

function textsWith(json: LocatedJson, streamed: readonly Streamed[], ends: FrameTexts['ends']): FrameTexts {
  const { spans, nodes } = collectTexts(json, answered);
  const depths = streamed.map(({ node }) => depthOf(json, node));
  const texts = spans.map((span, index): FrameText => {
    const node = nodes[index] ?? json.root;
    const whole: FrameText = { span, node, manner: 'whole', owner: '', channel: `/${span.path.join('/')}` };
    const place = streamed.findIndex((one) => node >= one.node && node < json.behind(one.node));
    const within = streamed[place];
    if (within === undefined || json.isName(node) || json.isNumber(node)) return whole;
    const below = span.path.slice(depths[place]);
    if (below.length > 0 && (!growing.has(below[0]) || saidOnce.has(span.key))) return whole;
    const { owner, manner } = within;
    return { span, node, manner, owner, channel: channelOf(json, owner, within.node, below) };
  });
  return { texts, streamed, ends };
}

/** Containers that a value lies in. */
function depthOf(json: LocatedJson, node: NodeId): number {
  let depth = 0;
  for (let at = 0; at < node; at += stride) {
    if ((json.isObject(at) || json.isArray(at)) && json.behind(at) > node) depth += 1;
  }
  return depth;
}

/** Pieces of one list come one at a time: elements go by the `index` they name, not by their place. */
function channelOf(json: LocatedJson, owner: string, from: NodeId, path: JsonPath): string {
  let channel = owner;
  let node: NodeId | undefined = from;
  for (const step of path) {
    let name = String(step);
    if (typeof step === 'string') {
      node = json.member(node, step);
    } else {
      let place = 0;
      const array: NodeId | undefined = node;
      node = undefined;
      for (const element of json.elements(array)) if (place++ === step) node = element;
      const index = json.member(node, 'index');
      if (index !== undefined) name = json.raw(index);
    }
    channel += `/${name}`;
  }
  return channel;
}
