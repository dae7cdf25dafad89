import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentJsonSchema } from './json-schema.js';

describe('the published schema', () => {
  it('is the one in the repository (`node libs/policy/generate.mjs` writes it, after a build)', () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../sallyport.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(JSON.parse(JSON.stringify(documentJsonSchema())));
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const walk = (value: unknown, at: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { properties } = value as { properties?: Record<string, { description?: string }> };
      for (const [key, schema] of Object.entries(properties ?? {})) {
        const section = ['claims', 'tls', 'timeouts', 'pool', 'env', 'file'].includes(key);
        if (schema.description === undefined && !section) undescribed.push(`${at}.${key}`);
      }
      for (const [key, inner] of Object.entries(value)) walk(inner, `${at}.${key}`);
    };
    walk(documentJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });
});
