/** Holds docs/detectors.md to the rows, and the kinds of all tables to one name each. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.js';
import { personal } from './personal/personal.js';
import { secretDetectors } from './secret/secret.js';
import { sections } from './sections.js';

const page = new URL('../../../../docs/detectors.md', import.meta.url);

describe('catalogue of detectors', () => {
  it('holds every row once', () => {
    const shown = sections.flatMap(({ rows }) => rows);
    const all = [...personal, ...secretDetectors];
    expect(shown.map(({ kind }) => kind).sort()).toEqual(all.map(({ kind }) => kind).sort());
    expect(new Set(shown.map(({ kind }) => kind)).size).toBe(all.length);
  });

  it('is what docs/detectors.md says; `npm run generate` writes it anew', async () => {
    const options = await resolveConfig(fileURLToPath(page));
    const text = await format(catalogue(sections), { ...options, parser: 'markdown' });
    expect(readFileSync(page, 'utf8')).toBe(text);
  });

  it('shows no example, and keeps a table whole whatever a row says', () => {
    const text = catalogue(sections);
    const rows = sections.flatMap((section) => section.rows);
    expect(
      rows.filter((row) => row.examples.match.some((one) => one.length > 24 && text.includes(one))),
    ).toEqual([]);
    const lines = text.split('\n').filter((line) => line.startsWith('|'));
    expect(lines.filter((line) => line.replaceAll(String.raw`\|`, '').split('|').length !== 8)).toEqual([]);
  });
});
