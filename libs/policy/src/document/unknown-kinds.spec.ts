import { expect, it } from 'vitest';
import { HEAD, loaded } from '../fixtures/documents.js';
import { unknownKinds } from './unknown-kinds.js';

it('kinds that no detector has are found, with the one that is meant', () => {
  const { document } = loaded(`${HEAD}detectors:
  apply: [{ kinds: [emial, mine], except: [nothing-like-it] }]
  patterns: [{ kind: mine, pattern: 'M[0-9]', lengthMax: 2 }]
rules: [{ name: r, when: 'true', action: mask, mask: { kinds: [email, ibam], with: hash } }]
`);
  expect(unknownKinds(document, ['email', 'iban'])).toEqual([
    { path: ['detectors', 'apply', 0, 'kinds', 0], message: 'No detector has this kind; `email`?' },
    { path: ['detectors', 'apply', 0, 'except', 0], message: 'No detector has this kind.' },
    { path: ['rules', 0, 'mask', 'kinds', 1], message: 'No detector has this kind; `iban`?' },
  ]);
});
