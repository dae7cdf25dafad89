/** Metric labels hold nothing that only some may see. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { fieldsOf, mayShow, messageNames } from './classification.js';
import { isMetricLabel, metricLabels, type MetricLabelRow } from './metric-labels.js';

const rows: readonly (readonly [string, MetricLabelRow])[] = Object.entries(metricLabels);

describe('metricLabels', () => {
  it('takes values only from fields that metrics may show', () => {
    const fields = rows.flatMap(([, row]) => ('field' in row ? [row.field] : []));
    expect(fields.length).toBeGreaterThan(3);
    for (const path of fields) {
      const message = messageNames.find((name) => path.startsWith(`${name}.`));
      if (message === undefined) throw new Error(`${path} is no field of the contracts`);
      expect([path, mayShow('metricLabel', message, path.slice(message.length + 1))]).toEqual([path, true]);
    }
  });

  it('has no label with the name of a field that metrics may not show', () => {
    const hidden = messageNames.flatMap((message) =>
      Object.keys(fieldsOf(message)).filter((field) => !mayShow('metricLabel', message, field)),
    );
    expect(hidden).toEqual(expect.arrayContaining(['email', 'subject', 'session', 'issuer', 'content']));
    expect(hidden.filter(isMetricLabel)).toEqual([]);
    expect(isMetricLabel('constructor')).toBe(false);
  });

  it('does not compile with a field that metrics may not show', () => {
    expectTypeOf<{ field: 'sallyport.events.v1.Envelope.connection' }>().toExtend<MetricLabelRow>();
    expectTypeOf<{ field: 'sallyport.events.v1.Identity.subject' }>().not.toExtend<MetricLabelRow>();
    expectTypeOf<{ field: 'sallyport.events.v1.CallerDetails.email' }>().not.toExtend<MetricLabelRow>();
  });
});
