/** Holds docs/detectors.md to the rows, and the kinds of all tables to one name each. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import type { MaskPlan } from '../actions/mask-plan.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { maskText } from '../mask.js';
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

  it.each([
    ['payment-card', '4111 1111 1111 1111', '[CARD]'],
    ['ipv4', '203.0.113.77', '[IP]'],
    ['email', 'ann@example.com', '[EMAIL]'],
  ])('shows the label that redacting %s leaves', (kind, value, label) => {
    const plan: MaskPlan = {
      engine: compileDetectors(personal),
      actionOf: () => ({ kind: 'redact' }),
      keys: {},
    };
    expect(maskText(plan, `it is ${value}`).sent).toBe(`it is ${label}`);
    const row = catalogue(sections)
      .split('\n')
      .find((line) => line.startsWith(`| \`${kind}\` `));
    expect(row).toContain(` \`${label}\` `);
  });

  it('shows no example, and keeps a table whole whatever a row says', () => {
    const text = catalogue(sections);
    const rows = sections.flatMap((section) => section.rows);
    expect(
      rows.filter((row) => row.examples.match.some((one) => one.length > 24 && text.includes(one))),
    ).toEqual([]);
    const lines = text.split('\n').filter((line) => line.startsWith('|'));
    expect(lines.filter((line) => line.replaceAll(String.raw`\|`, '').split('|').length !== 9)).toEqual([]);
  });
});
