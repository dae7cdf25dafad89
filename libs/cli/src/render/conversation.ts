/** A conversation as people read it: who says what, wrapped, and cut where it is long. */
import type { ToolCall } from '@sallyport/wire/llm/operation';
import { indent, textColumns, type Look } from './look.js';
import { safeLine, safeLines, shortened } from './safe-text.js';
import { becauseText, verdictText } from './verdict-text.js';
import { wrapped } from './wrapped.js';
import type { ToolCallView } from './views.js';

/** Lines of one text: enough to see what it is about. */
const textLinesMax = 8;
/** Arguments of a call: enough to see what it would do. */
const argumentsCharsMax = 200;

/** Who says it, or in what capacity. */
interface Said {
  readonly position: string;
  readonly text: string;
}

export function saidLines(said: readonly Said[], look: Look): readonly string[] {
  return said.filter(({ text }) => text !== '').flatMap((one) => oneLines(one, look));
}

function oneLines({ position, text }: Said, look: Look): readonly string[] {
  const { colours, full } = look;
  const title = `${position.replace('-', ' ')}: `;
  const lines = safeLines(text).flatMap((line) => wrapped(line, textColumns(look) - title.length));
  const shown = full ? lines : lines.slice(0, textLinesMax);
  const left = lines.slice(shown.length).join('\n').length;
  const [first = '', ...others] = shown;
  return [
    `${indent}${colours.strong(title)}${first}`,
    ...others.map((line) => `${indent}${' '.repeat(title.length)}${line}`),
    ...(left > 0 ? [colours.faint(`${indent}  … ${left} more characters, --full shows them`)] : []),
  ];
}

/**
 * Tool calls, each with its verdict. `wanted` is what the recorded answer has of them: their arguments, where they passed.
 * @param count How many there were; the event names the first of them.
 */
export function callLines(
  calls: readonly ToolCallView[],
  wanted: readonly ToolCall[],
  count: number,
  look: Look,
): readonly string[] {
  const { colours } = look;
  const judged = calls.map(({ tool, callId, verdict, arguments: kept }, index) => {
    const passed =
      wanted.find(({ id, name }) => id !== '' && id === callId && name === tool) ??
      (callId === '' && wanted[index]?.name === tool ? wanted[index] : undefined);
    const said = verdict === undefined ? '' : `: ${verdictText(verdict, colours)}`;
    const why = verdict === undefined ? '' : becauseText(verdict);
    return `${indent}${colours.strong('calls')} ${callText(tool, kept?.text ?? passed?.arguments, look)}${said}${why === '' ? '' : `. ${why}`}`;
  });
  const unjudged =
    calls.length > 0
      ? []
      : wanted.map(
          ({ name, arguments: given }) =>
            `${indent}${colours.strong('calls')} ${callText(name, given, look)}`,
        );
  const left = count - Math.max(judged.length, unjudged.length);
  return [
    ...judged,
    ...unjudged,
    ...(left > 0 ? [colours.faint(`${indent}… and ${left} more tool calls`)] : []),
  ];
}

function callText(tool: string, given: string | undefined, { full }: Look): string {
  const text = safeLine((given ?? '').replaceAll(/\s+/g, ' '));
  return `${safeLine(tool)}(${full ? text : shortened(text, argumentsCharsMax)})`;
}
