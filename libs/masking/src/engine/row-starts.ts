/** Where matches of one row can start. */
import type { Positions } from '../pattern/positions.js';
import { StartIndex } from './start-index.js';

export class RowStarts {
  /** Made when it is first asked for: most rows never are. */
  private index: StartIndex | undefined;

  constructor(
    private readonly number: number,
    private readonly positions: Positions,
  ) {}

  /** The first offset from `from` to `to`, both included, at which a match may start; above `to` where there is none. */
  next(text: string, from: number, to: number): number {
    const { number, positions } = this;
    this.index ??= new StartIndex([{ number, positions }]);
    return this.index.nextStart(text, from, to);
  }
}
