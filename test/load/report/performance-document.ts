/** Puts the results into docs/performance.md, between markers; everything else in that file stays as it is. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { format, resolveConfig } from 'prettier';

const BEGIN = '<!-- bench: begin, written by npm run bench -- --write -->';
const END = '<!-- bench: end -->';

/** Written as the project's formatter would, so that a run leaves nothing to be put right. */
export async function writeResults(file: string, markdown: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Performance\n';
  const text = withResults(before, markdown);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

/** `text` with the part between the markers replaced, or added at the end where there is none. */
export function withResults(text: string, markdown: string): string {
  const part = `${BEGIN}\n\n${markdown.trim()}\n\n${END}`;
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) return `${text.trimEnd()}\n\n${part}\n`;
  return text.slice(0, begin) + part + text.slice(end + END.length);
}
