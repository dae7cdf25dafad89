/** Durations: read from the command line (`90s`, `30m`, `8h`, `2d`), and written for people. */

const unitS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Seconds, or undefined when the text is no duration. A plain number counts seconds. */
export function parseDurationS(text: string): number | undefined {
  const [, digits, unit = 's'] = /^([1-9]\d{0,7})([smhd])?$/.exec(text.trim()) ?? [];
  const factor = unitS[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}

/** Seconds in the largest unit that divides them: `24h`, `90s`, `30m`. */
export function exactDurationText(s: number): string {
  const units = [
    ['h', 3_600],
    ['m', 60],
  ] as const;
  const [unit, factor] = units.find(([, seconds]) => s >= seconds && s % seconds === 0) ?? ['s', 1];
  return `${s / factor}${unit}`;
}

/** Milliseconds as `0.4 ms`, `12 ms`, `3.2 s`, `5 min`. */
export function durationText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.round(ms / 60_000)} min`;
}
