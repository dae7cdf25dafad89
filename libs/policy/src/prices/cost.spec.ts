import { expect, it } from 'vitest';
import { costTable } from './cost.js';

const costOf = costTable({
  currency: 'EUR',
  models: [
    { model: 'gpt-4o', connections: ['azure'], inputPerMillion: 3, outputPerMillion: 12 },
    { model: 'gpt-4o', inputPerMillion: 2.5, cachedPerMillion: 1.25, outputPerMillion: 10 },
    { model: 'gpt-*', inputPerMillion: 1, outputPerMillion: 0 },
  ],
});

it.each<[string, string, number | undefined, number | undefined, number | undefined, number | undefined]>([
  ['openai', 'gpt-4o', 1000, 100, undefined, 3500],
  ['openai', 'gpt-4o', 1000, 100, 400, 3000],
  ['openai', 'gpt-4o', 1000, 100, 4000, 2250],
  ['azure', 'gpt-4o', 1000, 100, 400, 4200],
  ['openai', 'gpt-9', 7, undefined, undefined, 7],
  ['openai', 'claude', 7, 7, undefined, undefined],
  ['openai', '', 7, 7, undefined, undefined],
  ['openai', 'gpt-4o', undefined, undefined, 1, undefined],
])(
  '%s %s: %s in, %s out, %s cached',
  (connection, model, inputTokens, outputTokens, cachedTokens, micros) => {
    expect(costOf(connection, model, { inputTokens, outputTokens, cachedTokens })).toEqual(
      micros === undefined ? undefined : { currency: 'EUR', micros },
    );
  },
);
