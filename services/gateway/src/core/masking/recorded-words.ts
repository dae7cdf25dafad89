/** Short texts of a request's head as events show them: paths and header values, which repeat all day. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { maskText } from '@sallyport/masking/mask';
import { percentDecoded } from '@sallyport/wire/http/percent-decoded';

/** Texts remembered; when there are more, all are forgotten. */
const textsMax = 4_096;
/** UTF-16 units of a text that is remembered: longer ones are rare. */
const textUnitsMax = 2_048;

export class RecordedWords {
  readonly #known = new Map<string, string>();

  constructor(private readonly plan: MaskPlan) {}

  /** The text itself where nothing is found in it; else with its escapes undone and its finds redacted. */
  of(text: string): string {
    let recorded = this.#known.get(text);
    if (recorded !== undefined) return recorded;
    const read = text.includes('%') ? unescaped(text) : text;
    const masked = maskText(this.plan, read).recorded;
    recorded = masked === read ? text : masked;
    if (text.length > textUnitsMax) return recorded;
    if (this.#known.size >= textsMax) this.#known.clear();
    this.#known.set(text, recorded);
    return recorded;
  }
}

/** Escapes of escapes are undone so often: more than any server undoes. */
const roundsMax = 3;

function unescaped(text: string): string {
  let read = text;
  for (let round = 0; round < roundsMax; round++) {
    const more = percentDecoded(read);
    if (more === read) break;
    read = more;
  }
  return read;
}
