import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { documentJsonSchema } from '@sallyport/policy/document/json-schema';
import { loadDocument } from '@sallyport/policy/document/load';
import { runExamples } from '@sallyport/policy/examples/run-example';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { baseUrlOf, readPolicy, writeDemoPolicy } from './policy-document.js';

const demo = path.resolve(import.meta.dirname, '../demo/sallyport.yaml');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-policy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the policy document of a start', () => {
  it('is the demo’s, valid as it stands and with the addresses in use', () => {
    expect(readPolicy(demo).document.issuers[0]?.issuer).toBe('http://127.0.0.1:7406');
    const target = path.join(folder, 'sallyport.yaml');
    const { document } = writeDemoPolicy(demo, target, 'http://127.0.0.1:20001', 'https://api.openai.com');
    expect(document.issuers[0]?.issuer).toBe('http://127.0.0.1:20001');
    expect(document.connections['openai']).toMatchObject({
      upstream: 'https://api.openai.com',
      record: 'full',
    });
  });

  it('names the schema that completes it in editors, where it lies and where it is copied to', () => {
    const schemaOf = (file: string): unknown => {
      const [, named = ''] =
        /^# yaml-language-server: \$schema=(.+)$/.exec(readFileSync(file, 'utf8').split('\n')[0] ?? '') ?? [];
      return JSON.parse(readFileSync(path.resolve(path.dirname(file), named), 'utf8'));
    };
    const schema = documentJsonSchema();
    expect(schemaOf(demo)).toEqual(schema);
    const target = path.join(folder, 'sallyport.yaml');
    writeDemoPolicy(demo, target, 'http://127.0.0.1:20001', 'https://api.openai.com');
    expect(schemaOf(target)).toEqual(schema);
  });

  it('of the demo needs no advice, and its examples get their verdicts', () => {
    const loaded = loadDocument(readFileSync(demo));
    if (loaded.kind === 'refused') throw new Error('refused');
    expect(loaded.advice).toEqual([]);
    const results = runExamples(loaded.document, loaded.version);
    expect(results.length).toBeGreaterThan(4);
    expect(results.flatMap(({ name, differences }) => differences.map((text) => `${name}: ${text}`))).toEqual(
      [],
    );
  });

  it('is refused with line, column and key before anything starts', () => {
    const file = path.join(folder, 'bad.yaml');
    writeFileSync(file, 'version: 1\nissuers: []\nconnectoins: {}\n');
    expect(() => readPolicy(file)).toThrow(/bad\.yaml:\d+:\d+: connectoins: /);
    expect(() => readPolicy(path.join(folder, 'none.yaml'))).toThrow(/Cannot read/);
  });

  it('says what a client sets as its base URL', () => {
    const url = 'http://127.0.0.1:7400';
    expect(baseUrlOf(url, 'openai', 'http://127.0.0.1:7407', 'http://127.0.0.1:7407')).toBe(
      `${url}/openai/v1`,
    );
    expect(baseUrlOf(url, 'llm', 'https://api.openai.com', 'http://127.0.0.1:7407')).toBe(`${url}/llm/v1`);
    expect(baseUrlOf(url, 'llm', 'https://api.openai.com/v1', 'http://127.0.0.1:7407')).toBe(`${url}/llm`);
    expect(baseUrlOf(url, 'crm', 'https://crm.example', 'http://127.0.0.1:7407')).toBe(`${url}/crm`);
  });
});
