import { describe, expect, it } from 'vitest';
import { positions } from '@sallyport/wire/llm/operation';
import { compileDetectors } from '@sallyport/masking/engine/compile-detectors';
import { maskText } from '@sallyport/masking/mask';
import { personal } from '@sallyport/masking/detectors/personal/personal';
import { secretDetectors } from '@sallyport/masking/detectors/secret/secret';
import { corpus, secretText } from './corpus.js';
import { places } from './row.js';
import { table } from './table.js';
import { tracesIn } from './traces.js';

describe.each(table)('$name', ({ requests, answers, absent }) => {
  it('has every place, or the reason why it is not there', () => {
    const there = [
      ...requests.map(({ position }) => position),
      ...answers.map(({ where }) => where.split(',', 1)[0] ?? ''),
      ...(requests.some(({ only }) => only !== 'whole') ? ['streams'] : []),
    ];
    for (const place of places) {
      const reason = absent[place];
      expect([place, there.includes(place) !== (reason !== undefined)]).toEqual([place, true]);
    }
  });

  it('says where each text stands in words of its own', () => {
    const names = [...requests, ...answers].map(({ where }) => where);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the corpus', () => {
  const plan = {
    engine: compileDetectors([...personal, ...secretDetectors]),
    actionOf: () => ({ kind: 'redact' }) as const,
    keys: {},
  };

  it('is found by the detectors of its kinds', () => {
    for (const { kind, written, value } of corpus) {
      const { sent, report } = maskText(plan, `so: ${written} `);
      expect(report.counts.map((count) => count.kind)).toContain(kind);
      expect(sent).not.toContain(value);
    }
  });

  it('is found in every form it may be written down in', () => {
    const all = corpus.map(({ name }) => name);
    expect(tracesIn(secretText)).toEqual(all);
    for (const more of ['', '.', '..']) {
      const text = more + secretText;
      expect(tracesIn(JSON.stringify({ text }))).toEqual(all);
      expect(tracesIn(JSON.stringify({ text: JSON.stringify({ text }) }))).toEqual(all);
      expect(tracesIn(encodeURIComponent(text))).toEqual(all);
      expect(tracesIn(Buffer.from(text).toString('base64'))).toEqual(all);
      expect(tracesIn(Buffer.from(text).toString('base64url'))).toEqual(all);
      expect(tracesIn(Buffer.from(text).toString('hex'))).toEqual(all);
    }
    expect(tracesIn('nothing of the kind')).toEqual([]);
  });

  it('knows the positions of operations', () => {
    expect(places.slice(0, positions.length)).toEqual(positions);
  });
});
