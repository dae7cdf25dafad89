/** Medians over the rounds, paired by round where two rows are compared: the machine's drift then cancels out. */
import type { RowName } from '../targets/target.js';
import type { Load, Sample } from './sample.js';

export interface RoundSample {
  readonly round: number;
  readonly sample: Sample;
}

/** Which load, the rate of paced load aside: that differs between rounds. */
export type LoadName =
  `${Load['exchange']} c=${number}` | `${Load['exchange']} half load` | `${Load['exchange']} ${number} rules`;

export function nameOf({ exchange, connections, ratePerS, rules }: Load): LoadName {
  if (rules !== undefined) return `${exchange} ${rules} rules`;
  return ratePerS === undefined ? `${exchange} c=${connections}` : `${exchange} half load`;
}

/** NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** All samples of a run. */
export class Samples {
  constructor(readonly all: readonly RoundSample[]) {}

  of(row: RowName, load: LoadName): readonly RoundSample[] {
    return this.all.filter(({ sample }) => sample.row === row && nameOf(sample.load) === load);
  }

  /** Loads that were measured, in the order of measuring. */
  get loads(): readonly LoadName[] {
    return [...new Set(this.all.map(({ sample }) => nameOf(sample.load)))];
  }

  /** Rows that were measured under a load, in the order of measuring. */
  rows(load: LoadName): readonly RowName[] {
    return [
      ...new Set(
        this.all.filter(({ sample }) => nameOf(sample.load) === load).map(({ sample }) => sample.row),
      ),
    ];
  }

  median(row: RowName, load: LoadName, figure: (sample: Sample) => number): number {
    return median(this.of(row, load).map(({ sample }) => figure(sample)));
  }

  /** Median over the rounds of what `compare` makes of a figure of `row` and the same figure of `base` in that round. */
  paired(
    row: RowName,
    base: RowName,
    load: LoadName,
    figure: (sample: Sample) => number,
    compare: (ofRow: number, ofBase: number) => number,
  ): number {
    const bases = new Map(this.of(base, load).map(({ round, sample }) => [round, sample]));
    return median(
      this.of(row, load).flatMap(({ round, sample }) => {
        const other = bases.get(round);
        return other === undefined ? [] : [compare(figure(sample), figure(other))];
      }),
    );
  }
}

export const added = (ofRow: number, ofBase: number): number => ofRow - ofBase;
export const ratio = (ofRow: number, ofBase: number): number => ofRow / ofBase;
