import { expect, it } from 'vitest';
import type { Action } from '../actions/action.js';
import type { MaskPlan } from '../actions/mask-plan.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { sampleDetectors } from '../engine/sample-detectors.js';
import { maskJson } from '../mask.js';
import { StreamMasker } from './stream-masker.js';

const engine = compileDetectors(sampleDetectors);
const key = new Uint8Array(32).fill(1);
const plan = (kind: Action['kind']): MaskPlan => ({
  engine,
  actionOf: () => ({ kind }),
  keys: { hashKey: key, sessionKey: key },
});

it('writes a number that was found as a string whatever the action, streamed too', () => {
  const json = '{"a":4111111111111111,"b":[ 4111111111111111 ], "c": {"d": 4111111111111111}}';
  for (const kind of ['redact', 'partial', 'hash', 'tokenise'] as const) {
    const { sent, recorded } = maskJson(plan(kind), json);
    const { a: masked, b, c } = JSON.parse(sent) as { a: unknown; b: unknown[]; c: { d: unknown } };
    expect([masked, ...b, c.d]).toEqual([expect.any(String), masked, masked]);
    expect(recorded).toBe(sent);
    const masker = new StreamMasker(plan(kind), 'json');
    const streamed = Array.from(json, (one) => masker.push(one).sent).join('');
    expect(streamed + masker.flush().sent).toBe(sent);
    const recordOnly: MaskPlan = { ...plan('report'), recordedActionOf: () => ({ kind }) };
    expect(maskJson(recordOnly, json)).toMatchObject({ sent: json, recorded: sent });
  }
});
