/** A message of the assistant at the place of a tool call that was refused: its events, and the item that repeats it. */
import { joinBytes, writeSse } from '../sse/write-sse.js';

const partOf = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });

/** By the call's own id, which no other item has; by its place where it has none. The same in a stream and without. */
export const refusalId = (callItemId: string, output: number): string =>
  `msg_${callItemId === '' ? `${output}_tool` : callItemId}`;

export const refusalItem = (id: string, text: string) => ({
  id,
  type: 'message',
  status: 'completed',
  role: 'assistant',
  content: [partOf(text)],
});

/** @param number gives each of them the next number of the stream */
export function refusalEvents(output: number, id: string, text: string, number: () => number): Uint8Array {
  const item = refusalItem(id, text);
  const inItem = { item_id: id, output_index: output, content_index: 0 };
  const events = [
    {
      type: 'response.output_item.added',
      output_index: output,
      item: { ...item, status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...inItem, part: partOf('') },
    { type: 'response.output_text.delta', ...inItem, delta: text, logprobs: [] },
    { type: 'response.output_text.done', ...inItem, text, logprobs: [] },
    { type: 'response.content_part.done', ...inItem, part: partOf(text) },
    { type: 'response.output_item.done', output_index: output, item },
  ];
  return joinBytes(
    events.map((event) => writeSse(event.type, JSON.stringify({ ...event, sequence_number: number() }))),
  );
}
