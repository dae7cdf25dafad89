/** Where text stands in the blocks of a message (docs.claude.com/en/api/messages): of requests and of answers. */
import { binary, free, id, json, object, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import type { Position } from '../operation.js';

/** Shapes contain each other: each is made once. */
const contents = new Map<Position, Shape>();

export const cacheControl = object('metadata', { type: word, ttl: word });
const frame: Readonly<Record<string, Shape>> = {
  type: word,
  id,
  tool_use_id: id,
  cache_control: cacheControl,
  is_error: word,
};

/** A member that nobody documented is read as the block is. */
const block = (position: Position, members: Readonly<Record<string, Shape>>): Shape =>
  object(position, { ...frame, ...members }, free(position));

const toolUse = block('tool-call', {
  name: free('tool-call'),
  input: free('tool-call'),
  caller: object('metadata', { type: word, tool_id: id }),
});
const thinking = block('reasoning', {
  thinking: free('reasoning'),
  /** Encrypted: a changed one is refused by the service. */
  signature: binary('reasoning'),
  data: binary('reasoning'),
});

/** A source in base64 is an image or a PDF; one given as text has its words in `data`, whatever they look like. */
function source(position: Position): Shape {
  const members: Readonly<Record<string, Shape>> = {
    type: word,
    media_type: word,
    url: free(position),
    file_id: id,
    content: content(position),
  };
  const encoded = object(position, { ...members, data: binary(position) }, free(position));
  const plain = object(position, { ...members, data: free(position) }, free(position));
  return {
    position,
    choose: (body, node) => (body.text(body.member(node, 'type')) === 'base64' ? encoded : plain),
  };
}

/** Text, images, documents, search results, and what tools of the service give back. */
const general = (position: Position, text: Shape, title: Shape): Shape =>
  block(position, {
    text,
    citations: block(position, { encrypted_index: binary(position) }),
    source: source(position),
    title,
    context: free(position),
    content: content(position),
    file_id: id,
    encrypted_content: binary(position),
  });

/** A text, or blocks with a text each; a block inside a tool's result belongs to the result. */
export function content(position: Position, text: Shape = free(position)): Shape {
  const known = text.string === 'json' ? undefined : contents.get(position);
  if (known !== undefined) return known;
  let rows: { readonly plain: Shape; readonly document: Shape; readonly result: Shape } | undefined;
  const shape: Shape = {
    position,
    choose: (body, node) => {
      if (!body.isObject(node)) return list;
      const type = body.text(body.member(node, 'type')) ?? '';
      if (type === 'thinking' || type === 'redacted_thinking') return thinking;
      if (type.endsWith('tool_use')) return toolUse;
      rows ??= {
        plain: general(position, text, free(position)),
        document: general(position, text, free('file-name')),
        result: block('tool-result', { content: content('tool-result') }),
      };
      if (type.endsWith('tool_result')) return rows.result;
      return type === 'document' ? rows.document : rows.plain;
    },
  };
  const list: Shape = { position, items: shape };
  if (text.string !== 'json') contents.set(position, shape);
  return shape;
}

export const answerContent = (isJson: boolean): Shape =>
  content('assistant', isJson ? json('assistant') : free('assistant'));
