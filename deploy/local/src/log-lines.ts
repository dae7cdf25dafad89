/** From a process's output: what of it the terminal should show, in few and short lines. */

const shown: readonly unknown[] = ['warn', 'error', 'fatal'];
/** Of a running service also shown, so that whoever edits the policy document sees that it took. */
const shownOfRunning: readonly unknown[] = ['policy in force'];
/** A terminal line, not a report; the whole is in the log file. */
const textCharsMax = 240;
/** A problem is a place in a document and a sentence, which must be read whole. */
const problemCharsMax = 1_000;
const problemLinesMax = 20;

interface Entry {
  readonly level?: unknown;
  readonly msg?: unknown;
  readonly err?: { readonly message?: unknown };
  /** Of a refused document: places and sentences, which hold no values of it. */
  readonly problems?: unknown;
  /** Of an advice on a document: the place and the sentence. */
  readonly at?: unknown;
}

export interface Speaker {
  readonly name: string;
  /** Where the rest can be read. */
  readonly logFile: string;
  /** It had become ready before it said this. */
  readonly running: boolean;
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

function problemLines(problems: unknown, logFile: string): readonly string[] {
  const texts = Array.isArray(problems) ? problems.filter((one) => typeof one === 'string') : [];
  if (texts.length === 0) return [];
  const listed = texts.slice(0, problemLinesMax).map((text) => `  ${text.slice(0, problemCharsMax)}`);
  const more = texts.length > problemLinesMax ? `${texts.length - problemLinesMax} more, ` : '';
  return [...listed, `  (${more}log: ${logFile})`];
}

export interface TerminalLines {
  readonly lines: readonly string[];
  /** It says what is the matter now, which may be said many times; an answer to what a person did is shown each time. */
  readonly mayRepeat: boolean;
}

const shownAlways = (lines: readonly string[]): TerminalLines => ({ lines, mayRepeat: false });

/** Lines for the terminal: of JSON logs warnings and worse; of plain text what came on the error stream. */
export function terminalLines(speaker: Speaker, line: string, stream: 'stdout' | 'stderr'): TerminalLines {
  const { name, logFile, running } = speaker;
  if (line.trim() === '') return shownAlways([]);
  const entry = line.startsWith('{') ? parsed(line) : undefined;
  if (entry === undefined) {
    const lines = stream === 'stderr' ? [`${name}: ${line.slice(0, textCharsMax)}`] : [];
    return { lines, mayRepeat: true };
  }
  const { level, msg, problems, at } = entry;
  if (level === 'info' && running && shownOfRunning.includes(msg)) {
    return shownAlways([`${name}: ${String(msg)}`]);
  }
  if (typeof level !== 'string' || !shown.includes(level)) return shownAlways([]);
  const message = typeof msg === 'string' ? msg : '';
  // The error of a start lists its problems in the lines after the first.
  const [why, ...listed] = typeof entry.err?.message === 'string' ? entry.err.message.split('\n') : [];
  const cause = why === undefined ? '' : `: ${why}`;
  const first = `${name} ${level}: ${`${message}${cause}`.slice(0, textCharsMax)}`;
  const advice = typeof at === 'string' ? [`  ${at.slice(0, problemCharsMax)}`] : [];
  const details = [...advice, ...problemLines(problems ?? listed, logFile)];
  return { lines: [first, ...details], mayRepeat: details.length === 0 };
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
