/** A recorded body as lines, or why there is nothing to show of it. */
import { indent, type Look } from './look.js';
import { safeLines } from './safe-text.js';
import { streamedWords } from './streamed-words.js';
import type { BodyView } from './views.js';

/** Of a body, so much is shown; `--full` shows all of it. */
const bodyLinesMax = 40;
const lineCharsMax = 2_000;
/** Digits of a digest that tell it from others on a screen. */
const digestDigits = 16;

const notShown: Readonly<Record<string, string>> = {
  none: 'not recorded',
  missing: 'erased, or not there yet',
  binary: 'not text',
  undecodable: 'its coding could not be undone',
  'too-long': 'too long to show',
};

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

/** Masked, or said by the gateway itself: what is recorded is longer or shorter than what came. */
const sizeText = ({ size, recordedSize }: BodyView): string =>
  recordedSize === undefined ? `${size} bytes` : `${size} bytes came, ${recordedSize} are recorded`;

export function bodyLines(title: string, body: BodyView | undefined, look: Look): readonly string[] {
  if (body === undefined || (body.size === 0 && !body.text)) return [];
  const { faint } = look.colours;
  const label = `${indent}${title}, ${sizeText(body)}`;
  if (body.text === undefined) {
    return [faint(`${label}: ${notShown[body.recorded] ?? body.recorded}`), ...digestLines(body, look)];
  }
  const lines = safeLines(readable(body.text));
  const cut = look.full ? lines : lines.slice(0, bodyLinesMax).map((line) => line.slice(0, lineCharsMax));
  const more = !look.full && lines.length > bodyLinesMax ? [faint(`${indent}  … more with --full`)] : [];
  const end = body.truncated === true ? [faint(`${indent}  … and more, which is not shown anywhere`)] : [];
  return [
    faint(`${label}:`),
    ...cut.map((line) => `${indent}  ${line}`),
    ...more,
    ...end,
    ...digestLines(body, look),
  ];
}

/** What has to be known of a recorded body that is not what came, or is not what was recorded. */
export function digestLines(body: BodyView | undefined, { colours, full }: Look): readonly string[] {
  if (body === undefined) return [];
  const { originalHmac, digestMatches } = body;
  const hmac = full ? originalHmac : `${originalHmac?.slice(0, digestDigits) ?? ''}…`;
  return [
    ...(originalHmac === undefined
      ? []
      : [
          colours.faint(
            `${indent}recorded in another form than it came; HMAC-SHA256 of what came: ${hmac ?? ''}`,
          ),
        ]),
    ...(digestMatches === false
      ? [colours.bad(`${indent}the digest does not fit: these are not the bytes that were recorded`)]
      : []),
  ];
}
