import { expect, it } from 'vitest';
import { CallDesk } from './call-desk.js';
import { planWith, verdict } from './fixtures/reading.js';

it('what is told of a call is masked before it is cut', () => {
  const desk = new CallDesk({
    plan: planWith({}),
    judgeCall: () => verdict('deny'),
    isRecorded: true,
    asksPeople: false,
  });
  const name = `${'n'.repeat(240)} ann.smith@example.com`;
  desk.judge({ id: name, name, arguments: '{}' });
  expect(desk.facts[0]?.call).toEqual({
    id: `${'n'.repeat(240)} [EMAIL]`,
    name: `${'n'.repeat(240)} [EMAIL]`,
  });
});
