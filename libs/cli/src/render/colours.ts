/** Colours, on a terminal only. */

export type Paint = (text: string) => string;

export interface Colours {
  readonly good: Paint;
  readonly bad: Paint;
  readonly waiting: Paint;
  readonly faint: Paint;
  readonly strong: Paint;
}

const plain: Paint = (text) => text;

/** @param on whether the output is a terminal that shows them */
export function colours(on: boolean): Colours {
  if (!on) return { good: plain, bad: plain, waiting: plain, faint: plain, strong: plain };
  const sgr =
    (start: number, end: number): Paint =>
    (text) =>
      `\u001b[${start}m${text}\u001b[${end}m`;
  return { good: sgr(32, 39), bad: sgr(31, 39), waiting: sgr(33, 39), faint: sgr(2, 22), strong: sgr(1, 22) };
}

/** Whether to colour: a terminal, unless NO_COLOR is set (no-color.org) or it is a dumb one. */
export function wantsColours(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
