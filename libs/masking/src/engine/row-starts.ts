/** Where matches of one row can start. */
import type { PatternMatcher } from './matcher.js';
import { StartIndex } from './start-index.js';

export class RowStarts {
  /** Made when it is first asked for: most rows never are. */
  private index: StartIndex | undefined;

  constructor(
    private readonly number: number,
    private readonly matcher: PatternMatcher,
  ) {}

  /** The first offset from `from` to `to`, both included, at which a match may start; above `to` where there is none. */
  next(text: string, from: number, to: number): number {
    this.index ??= new StartIndex([{ number: this.number, positions: this.matcher.positions }]);
    return this.index.nextStart(text, from, to);
  }
}
