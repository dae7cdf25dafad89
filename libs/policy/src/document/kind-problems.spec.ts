import { expect, it } from 'vitest';
import { HEAD, loaded } from '../fixtures/documents.js';
import { kindProblems } from './kind-problems.js';

it('kinds that no detector has are found, with the one that is meant', () => {
  const { document } = loaded(`${HEAD}detectors:
  apply: [{ kinds: [emial, mine], except: [nothing-like-it] }]
  patterns: [{ kind: mine, pattern: 'M[0-9]', lengthMax: 2 }]
rules: [{ name: r, when: 'true', action: mask, mask: { kinds: [email, ibam], with: hash } }]
`);
  expect(kindProblems(document, ['email', 'iban'])).toEqual([
    { path: ['detectors', 'apply', 0, 'kinds', 0], message: 'No detector has this kind; `email`?' },
    { path: ['detectors', 'apply', 0, 'except', 0], message: 'No detector has this kind.' },
    { path: ['rules', 0, 'mask', 'kinds', 1], message: 'No detector has this kind; `iban`?' },
  ]);
});

it('kinds of patterns that a detector has already are found', () => {
  const { document } = loaded(`${HEAD}detectors:
  patterns: [{ kind: mine, pattern: 'M[0-9]', lengthMax: 2 }, { kind: email, pattern: 'E[0-9]', lengthMax: 2 }]
`);
  expect(kindProblems(document, ['email'])).toEqual([
    {
      path: ['detectors', 'patterns', 1, 'kind'],
      message: 'A detector has this kind already: give the pattern a kind of its own.',
    },
  ]);
});
