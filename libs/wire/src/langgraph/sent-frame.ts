/** A frame that was read, with what went out for each of its texts: the pattern for a frame that says more in its manner. */
import type { LocatedJson } from '../json/located-json.js';
import type { Edit } from '../json/splice.js';
import type { FrameText } from './frame-texts.js';

/** How a document is sent: as the data of an event, or as a message of its own. */
export interface Envelope {
  readonly bytes: Uint8Array;
  readonly document: Uint8Array;
  wrap(document: Uint8Array): Uint8Array;
}

export interface SentFrame {
  readonly envelope: Envelope;
  readonly json: LocatedJson;
  readonly texts: readonly FrameText[];
  /** Text that went out for each; what came, until it is rewritten. */
  readonly out: string[];
  /** Of a content block of the newer protocol: the call of a tool that it is. */
  readonly blockCalls?: readonly string[];
}

/** The frame once more, with `text` on one channel and nothing new on the others. What was masked in it stays masked. */
export function frameLike(
  frame: SentFrame,
  channel: string,
  text: string,
  sent: (channel: string) => string,
): Uint8Array {
  const edits = frame.texts.map(({ node, manner, channel: own }, index): Edit => {
    if (manner === 'whole') return { kind: 'text', node, text: frame.out[index] ?? '' };
    if (own === channel) return { kind: 'text', node, text };
    return { kind: 'text', node, text: manner === 'repeat' ? sent(own) : '' };
  });
  return frame.envelope.wrap(frame.json.splice(edits));
}
