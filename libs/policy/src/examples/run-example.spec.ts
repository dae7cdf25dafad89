import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { celTypes } from '../cel/environment.js';
import { HEAD, loaded } from '../fixtures/documents.js';
import { runExamples } from './run-example.js';

const page = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');

describe('the rules that are explained to operators', () => {
  const [, text = ''] = Array.from(page.matchAll(/```yaml\n([^]*?)```/g), (match) => match[1]);

  it('are a good document whose examples get their verdicts', () => {
    const { document, version, advice } = loaded(text);
    expect(advice).toEqual([]);
    const results = runExamples(document, version);
    expect(results.length).toBeGreaterThanOrEqual(8);
    expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });

  it('name every field of conditions', () => {
    const fields = Object.values(celTypes).flatMap((type) => Object.keys(type.fields));
    expect(fields.filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
  });
});

describe('an example', () => {
  const run = (expected: string) => {
    const { document, version } = loaded(`${HEAD}access:
  - { name: a, groups: [g], connections: [openai], methods: [POST], paths: [/**] }
rules:
  - name: r
    when: 'false'
    action: deny
    examples:
      - { input: { groups: [g], connection: openai, path: /x }, expect: ${expected} }
`);
    return runExamples(document, version).flatMap(({ differences }) => differences);
  };

  it.each<[string, readonly string[]]>([
    ['{ decision: allow, rule: a, reasons: [ACCESS_GRANTED] }', []],
    ['{ decision: deny }', ['The decision is allow, not deny.']],
    ['{ decision: allow, rule: r }', ['It is decided by a, not by r.']],
    ['{ decision: allow, reasons: [COST] }', ['The reasons are ACCESS_GRANTED, not COST.']],
    ["{ decision: allow, obligations: ['mask:email'] }", ['These obligations are missing: mask:email.']],
    ['{ decision: allow, monitored: [r] }', ['These rules in monitor mode would not have acted: r.']],
  ])('%s', (expected, differences) => {
    expect(run(expected)).toEqual(differences);
  });
});
