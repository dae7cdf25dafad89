/** `sallyport replay`: a session as a timeline, with who asked, what was decided, what was sent and what came back. */
import type { Colours } from './colours.js';
import { eventWords } from './event-line.js';
import { safeLine, safeLines } from './safe-text.js';
import { streamedWords } from './streamed-words.js';
import type { BodyView, EventView } from './views.js';

/** Of a body, so much is shown; `--json` has all of it. */
const bodyLinesMax = 40;
const lineCharsMax = 2_000;
const indent = ' '.repeat(14);

const notShown: Readonly<Record<string, string>> = {
  none: 'not recorded',
  missing: 'erased, or not there yet',
  binary: 'not text',
  undecodable: 'its coding could not be undone',
  'too-long': 'too long to show',
};

/** Seconds since the session began, with milliseconds. */
export function offsetText(offsetMs: number): string {
  return `+${(offsetMs / 1_000).toFixed(3)} s`;
}

/** JSON with indentation; of a stream of chat chunks the words they make up; anything else as it is. */
function readable(text: string): string {
  const said = streamedWords(text);
  if (said !== undefined) return said;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function bodyLines(title: string, body: BodyView | undefined, { faint }: Colours): readonly string[] {
  if (body === undefined || body.size === 0) return [];
  const label = `${indent}${title}, ${body.size} bytes`;
  if (body.text === undefined) return [faint(`${label}: ${notShown[body.recorded] ?? body.recorded}`)];
  const lines = safeLines(readable(body.text)).map((line) => line.slice(0, lineCharsMax));
  const shown = lines.slice(0, bodyLinesMax).map((line) => `${indent}  ${line}`);
  const left = lines.length - bodyLinesMax;
  const more = left > 0 || body.truncated === true ? [faint(`${indent}  … more with --json`)] : [];
  return [faint(`${label}:`), ...shown, ...more];
}

function who(event: EventView): readonly string[] {
  const { identity, caller, source } = event;
  if (event.type !== 'request.received' && event.type !== 'request.refused') return [];
  const person = [caller?.name, caller?.email]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => safeLine(part ?? ''));
  const agent =
    identity?.agent === undefined || identity.agent === '' ? [] : [`agent ${safeLine(identity.agent)}`];
  const from = caller?.address || source?.network;
  const words = [
    safeLine(identity?.subject ?? 'unknown'),
    ...(person.length > 0 ? [`(${person.join(', ')})`] : []),
    ...agent,
    ...(from ? [`from ${safeLine(from)}`] : []),
    ...(event.connection === undefined ? [] : [`to ${safeLine(event.connection)}`]),
  ];
  return [`${indent}${words.join(' ')}`];
}

/** The lines of one event. */
export function timelineLines(event: EventView, colours: Colours): readonly string[] {
  const offset = offsetText(event.offsetMs ?? 0).padStart(12);
  const words = eventWords(event, colours).join(', ');
  return [
    `${colours.faint(offset)}  ${colours.strong(event.type)}${words === '' ? '' : `  ${words}`}`,
    ...who(event),
    ...(event.type === 'request.completed' && event.request?.text === undefined
      ? []
      : bodyLines('request', event.request, colours)),
    ...bodyLines('response', event.response, colours),
  ];
}
