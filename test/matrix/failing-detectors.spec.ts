/** Detectors that exceed their budget: what they should have read is masked whole, and somebody is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertKind } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { compileDetectors } from '@sallyport/masking/engine/compile-detectors';
import { personal } from '@sallyport/masking/detectors/personal/personal';
import { secretDetectors } from '@sallyport/masking/detectors/secret/secret';
import { policyFrom } from '@sallyport/gateway/protocols/http/fixtures/policy-from';
import type { PolicyInForce } from '@sallyport/gateway/core/ports/policy-in-force';
import { documents } from './actions.js';
import { readable } from './assembled.js';
import { secretText } from './corpus.js';
import { argumentsOf } from './row.js';
import { Stage } from './stage.js';
import { table } from './table.js';
import { tracesIn } from './traces.js';

/** Nothing may be matched at all. */
const engine = compileDetectors([...personal, ...secretDetectors], {
  matchedPerUnitMax: 0,
  matchedAtStartMax: 0,
});

const failing =
  (policy: PolicyInForce): PolicyInForce['planOf'] =>
  (masks, isRecorded, owner) => {
    const plan = policy.planOf(masks, isRecorded, owner);
    return plan && { ...plan, engine };
  };

const stage = new Stage();
beforeAll(() =>
  stage.open(['mask'], async (origin) => {
    const policy = await policyFrom(documents.mask)(origin);
    return { ...policy, planOf: failing(policy) };
  }),
);
afterAll(() => stage.close());

const cells = table.flatMap((dialect) =>
  dialect.answers.flatMap((row) =>
    (['whole', 'streamed'] as const)
      .filter((delivery) => row[delivery] !== undefined)
      .map((delivery) => ({ name: dialect.name, where: row.where, delivery, dialect, row })),
  ),
);

describe('a detector that fails', () => {
  it.each(cells)('lets nothing pass: $name, $delivery, $where', async ({ dialect, row, delivery }) => {
    const told = row.inJson === true && delivery === 'streamed' ? argumentsOf(secretText) : secretText;
    const answer = delivery === 'whole' ? row.whole?.(told) : row.streamed?.(told.match(/[^]{1,9}/gu) ?? []);
    const request = dialect.requests[0]?.send(secretText, delivery) ?? dialect.ask(delivery);
    const outcome = await stage.ask('mask', request, answer ?? dialect.answer(delivery));
    const isEvents = outcome.headers.get('content-type')?.startsWith('text/event-stream') === true;
    expect(tracesIn(isEvents ? readable(outcome.got) : outcome.got)).toEqual([]);
    expect(tracesIn(outcome.seen?.body ?? '')).toEqual([]);
    expect(tracesIn(outcome.recorded)).toEqual([]);
    expect(outcome.received?.masked).toContainEqual(expect.objectContaining({ kind: 'unchecked' }));
    const alerts = stage.alerts.filter(({ kind }) => kind === AlertKind.DETECTOR_FAILED);
    expect(alerts).not.toEqual([]);
    expect(alerts.every(({ detector }) => detector !== '')).toBe(true);
  });
});
