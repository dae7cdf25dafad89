/** What masking did to the texts of one body, gathered for its event: kinds, actions, counts and places, never values. */
import type { MaskedKind, MaskedPlace } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { MaskReport } from '@sallyport/masking/actions/mask-report';
import type { DetectorFailure } from '@sallyport/masking/engine/scanner';

/** Entries of one body in its event, the one for the rest included: a record has 16 KiB. */
const entriesMax = 64;
/** Places told of each entry: enough to look at, all are counted. */
const placesMax = 8;
/** Detectors that fail are few, or all of them. */
const failuresMax = 16;
/** Largest number that fits the fields of the record. */
const numberMax = 0xffff_ffff;

/** Stands for all kinds beyond the entries there is room for. */
export const MORE_KINDS = 'more';

interface Entry extends MaskedKind {
  count: number;
  places: MaskedPlace[];
}

export class MaskTally {
  readonly #entries = new Map<string, Entry>();
  readonly #failures: DetectorFailure[] = [];

  /** @param text Number of the text in its body, from 0. */
  add({ counts, positions, failures }: MaskReport, position: string, text: number): void {
    for (const { kind, action, count } of counts) {
      if (action === 'report') continue;
      const entry = this.#entry(kind, action, position);
      entry.count = Math.min(numberMax, entry.count + count);
      if (entry.kind === MORE_KINDS) continue;
      for (const one of positions) {
        if (entry.places.length >= placesMax) break;
        if (one.kind !== kind || one.action !== action) continue;
        entry.places.push({ text, start: one.start, end: one.end });
      }
    }
    for (const failure of failures) this.#failed(failure);
  }

  copy(): MaskTally {
    const copy = new MaskTally();
    for (const [key, entry] of this.#entries) copy.#entries.set(key, { ...entry, places: [...entry.places] });
    copy.#failures.push(...this.#failures);
    return copy;
  }

  get masked(): MaskedKind[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry, places: [...entry.places] }));
  }

  get failures(): readonly DetectorFailure[] {
    return [...this.#failures];
  }

  #entry(kind: string, action: string, position: string): Entry {
    const key = `${kind} ${action} ${position}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#entries.size >= entriesMax - 1 && kind !== MORE_KINDS) return this.#entry(MORE_KINDS, '', '');
    const entry: Entry = { kind, action, position, count: 0, places: [] };
    this.#entries.set(key, entry);
    return entry;
  }

  #failed(failure: DetectorFailure): void {
    const isKnown = this.#failures.some(
      ({ detector, cause }) => detector === failure.detector && cause === failure.cause,
    );
    if (!isKnown && this.#failures.length < failuresMax) this.#failures.push(failure);
  }
}
