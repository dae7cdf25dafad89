/** `sequence_number` of a response's events as they go out: without gap or double, though some are left out and some put in. */
import type { LocatedJson } from '../../json/located-json.js';
import type { FrameDraft } from '../sse/frame-draft.js';
import { integer } from './responses-texts.js';

export class SequenceNumbers {
  #lastRead = -1;
  /** Undefined until the first event is written: where nothing can change, none is. */
  #lastWritten: number | undefined;
  /** What numbers are ahead of the service's by. */
  #shift = 0;

  /** Numbers the event when it is written; `draft.amend` is set to its last before. Both its forms have one number. */
  numbered(json: LocatedJson, draft: FrameDraft): void {
    const node = json.member(json.root, 'sequence_number');
    const own = integer(json, node);
    if (node === undefined || own === undefined) return;
    this.#lastRead = own;
    const { amend } = draft;
    let written: number | 'dropped' | undefined;
    draft.amend = () => {
      const edits = amend?.() ?? [];
      if (edits === 'drop') {
        if (written === undefined) this.#shift -= 1;
        written = 'dropped';
        return edits;
      }
      if (typeof written !== 'number') this.#lastWritten = written = own + this.#shift;
      return written === own ? edits : [...edits, { kind: 'value', node, value: written }];
    };
  }

  /** The number of an event of our own that is written now. */
  next(): number {
    this.#shift += 1;
    this.#lastWritten = (this.#lastWritten ?? this.#lastRead) + 1;
    return this.#lastWritten;
  }

  /** That of the last event that went out: for what the record alone has. */
  get last(): number {
    return this.#lastWritten ?? Math.max(this.#lastRead, 0);
  }
}
