/** Policy documents that we show are ones that we would take, and say the verdicts that they get. */
import { shippedKinds } from '@sallyport/masking/detectors/shipped';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import { loadDocument } from '@sallyport/policy/document/load';
import { kindProblems } from '@sallyport/policy/document/kind-problems';
import { runExamples } from '@sallyport/policy/examples/run-example';
import { describe, expect, it } from 'vitest';
import { documentedPolicies } from './documented-policies.js';

const policies = documentedPolicies();

/** @throws where it is refused, with what is said of it */
function loaded(text: string): LoadedDocument {
  const result = loadDocument(Buffer.from(text));
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems, undefined, 2));
  return result;
}

describe.each(policies.map(({ at, text }) => [at, text] as const))('%s', (_at, text) => {
  it('is taken, and names only kinds that there are', () => {
    const { document, advice } = loaded(text);
    expect(advice).toEqual([]);
    expect(kindProblems(document, shippedKinds)).toEqual([]);
  });

  it('gives each of its examples the verdict beside it', () => {
    const { document, version } = loaded(text);
    const results = runExamples(document, version);
    expect(results).toHaveLength(text.match(/\bexpect:/g)?.length ?? 0);
    expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });
});

it('documents are found on the pages that have some', () => {
  const files = policies.map(({ at }) => at.replace(/:\d+$/, ''));
  expect([...new Set(files)]).toEqual(
    expect.arrayContaining(['docs/masking.md', 'docs/policy.md', 'deploy/local/demo/sallyport.yaml']),
  );
  expect(files.filter((file) => file === 'docs/policy.md').length).toBeGreaterThanOrEqual(2);
});
