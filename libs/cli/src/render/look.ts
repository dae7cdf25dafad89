/** How things are shown: colours, how wide, how much. */
import type { Colours } from './colours.js';

export interface Look {
  readonly colours: Colours;
  /** Columns of the terminal; undefined where the output is none. */
  readonly columns?: number | undefined;
  /** Nothing is cut. */
  readonly full: boolean;
}

/** Under the offset of a timeline. */
export const indent = ' '.repeat(14);
/** Of a pipe nobody knows how wide it will be shown. */
const pipeColumns = 160;
/** A terminal that is narrower breaks lines itself. */
const columnsMin = 60;

export const textColumns = ({ columns = pipeColumns }: Look): number =>
  Math.max(columnsMin, columns) - indent.length - 2;
