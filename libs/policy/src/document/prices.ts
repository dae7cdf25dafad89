/** `prices`: what tokens cost, for the cost in events and metrics. */
import { z } from 'zod';
import { connectionName, foreignName } from './names.js';

const perMillion = z.number().min(0).max(1e6);

const price = z.strictObject({
  model: foreignName.describe('Name of the model as requests write it; `*` stands for any characters.'),
  connections: z.array(connectionName).min(1).max(256).optional().describe('Without it: all.'),
  inputPerMillion: perMillion.describe('Price of a million tokens sent.'),
  cachedPerMillion: perMillion
    .optional()
    .describe('Price of a million tokens sent that the service had cached. Default: as others.'),
  outputPerMillion: perMillion.default(0).describe('Price of a million tokens answered, reasoning included.'),
});

export const prices = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: 'A currency such as `USD`.' })
      .default('USD')
      .describe('Currency of all prices.'),
    models: z.array(price).max(1000).default([]).describe('The first line that fits counts.'),
  })
  .prefault({});

export type PriceTable = z.output<typeof prices>;
