/** A token in a file: on the command line itself, other users of the machine could read it in the list of processes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../cli-error.js';

/** What the header of a token request may hold is shorter by far; more is another file. */
const tokenBytesMax = 65_536;

/** @param file relative to `cwd`; `-` is standard input @throws CliError when there is no token in it */
export function readTokenFile(option: string, file: string, cwd: string): string {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : path.resolve(cwd, file), 'utf8').trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new CliError(
      'usage',
      `${option} takes a file with the token, and this one cannot be read (${code}).`,
      {
        cause,
      },
    );
  }
  if (text === '' || text.length > tokenBytesMax || /\s/.test(text)) {
    throw new CliError('usage', `The file of ${option} does not hold one token.`);
  }
  return text;
}
