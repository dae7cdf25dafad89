/** From a process's output: what of it the terminal should show, in one short line each. */

const shown: readonly unknown[] = ['warn', 'error', 'fatal'];
/** A terminal line, not a report; the whole is in the log file. */
const textCharsMax = 240;

interface Entry {
  readonly level?: unknown;
  readonly msg?: unknown;
  readonly err?: { readonly message?: unknown };
}

function parsed(line: string): Entry | undefined {
  try {
    const value = JSON.parse(line) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One line for the terminal: of JSON logs warnings and worse; of plain text what came on the error stream. */
export function terminalLine(name: string, line: string, stream: 'stdout' | 'stderr'): string | undefined {
  if (line.trim() === '') return undefined;
  const entry = line.startsWith('{') ? parsed(line) : undefined;
  if (entry === undefined) return stream === 'stderr' ? `${name}: ${line.slice(0, textCharsMax)}` : undefined;
  const { level } = entry;
  if (typeof level !== 'string' || !shown.includes(level)) return undefined;
  const message = typeof entry.msg === 'string' ? entry.msg : '';
  const cause = typeof entry.err?.message === 'string' ? `: ${entry.err.message}` : '';
  return `${name} ${level}: ${`${message}${cause}`.slice(0, textCharsMax)}`;
}

/** Cuts a stream into lines; a line longer than 64 KiB is handed over in pieces. */
export function lineCutter(take: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest.length > 65_536) {
      take(rest);
      rest = '';
    }
  };
}
