/** Short texts of a request's head as events show them: paths and header values, which repeat all day. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import { maskText } from '@sallyport/masking/mask';

/** Texts remembered, at most 2 KiB each; when there are more, all are forgotten. */
const textsMax = 4_096;

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
    if (this.#known.size >= textsMax) this.#known.clear();
    this.#known.set(text, recorded);
    return recorded;
  }
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Escapes of something else than UTF-8: as they stand.
    return text;
  }
}
