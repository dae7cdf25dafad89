/** Keyed digests go by the value, not by how it is spelt. */
import { describe, expect, it } from 'vitest';
import { shippedDetectors } from '../detectors/shipped.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { maskText } from '../mask.js';
import type { MaskPlan } from './mask-plan.js';
import { restore } from './restore.js';

const engine = compileDetectors(shippedDetectors);
const plan = (kind: 'hash' | 'tokenise'): MaskPlan => ({
  engine,
  actionOf: () => ({ kind }),
  keys: { hashKey: new Uint8Array(32).fill(1), sessionKey: new Uint8Array(32).fill(2) },
});

describe.each(['hash', 'tokenise'] as const)('%s', (action) => {
  const left = (value: string) => maskText(plan(action), `it is ${value}`).sent;

  it.each([
    ['iban', ['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00', 'de89-3704-0044-0532-0130-00']],
    ['payment-card', ['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111']],
    ['phone', ['+44 20 7946 0958', '+442079460958', '0044 20 7946-0958', '+44 (20) 7946 0958']],
    ['phone', ['+1 202 555 0143', '(202) 555-0143', '202-555-0143', '1-202-555-0143']],
    ['us-ssn', ['ssn 536-90-4399', 'ssn 536904399']],
    ['ca-sin', ['SIN 130 692 544', 'SIN 130-692-544']],
  ])('leaves the same of a %s, however it is grouped', (kind, spellings) => {
    const label = `[${kind.toUpperCase().replaceAll('-', '_')}_`;
    const [first = '', ...others] = spellings.map(left);
    expect(first).toContain(label);
    expect(others).toEqual(others.map(() => first));
  });

  it('leaves different things of different values', () => {
    const values = [
      '4111111111111111',
      '4012888888881881',
      '203.0.113.7',
      '20.30.113.7',
      '2.030.1.13',
      'Ab@example.com',
    ];
    expect(new Set(values.map(left)).size).toBe(values.length);
    expect(left('203.0.11.37')).not.toBe(left('203.0.113.7'));
  });
});

it('a placeholder is put back in the spelling that was last sent', () => {
  const { sent, tokens } = maskText(plan('tokenise'), 'from 4111111111111111 to 4111 1111 1111 1111');
  expect(tokens.size).toBe(1);
  expect(restore(sent, tokens)).toBe('from 4111 1111 1111 1111 to 4111 1111 1111 1111');
});
