/** What a request cost, from the document's price table. */
import type { PriceTable } from '../document/prices.js';
import { namesMatcher } from '../patterns/name-pattern.js';

export interface UsedTokens {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** Of the input. */
  readonly cachedTokens: number | undefined;
}

export interface Cost {
  readonly currency: string;
  /** Millionths of the currency's unit, rounded. */
  readonly micros: number;
}

export type CostOf = (connection: string, model: string, used: UsedTokens) => Cost | undefined;

/** Undefined where no price is known, or where the service did not say what was used. */
export function costTable({ currency, models }: PriceTable): CostOf {
  const rows = models.map((price) => ({
    ...price,
    fits: namesMatcher([price.model]),
    only: price.connections && new Set(price.connections),
  }));
  return (connection, model, { inputTokens, outputTokens, cachedTokens = 0 }) => {
    const price = rows.find(({ fits, only }) => fits(model) && only?.has(connection) !== false);
    if (price === undefined || (inputTokens === undefined && outputTokens === undefined)) return undefined;
    const input = inputTokens ?? 0;
    const cached = Math.min(cachedTokens, input);
    const { inputPerMillion, cachedPerMillion = inputPerMillion, outputPerMillion } = price;
    // A price per million tokens is one per token in millionths.
    const micros =
      (input - cached) * inputPerMillion + cached * cachedPerMillion + (outputTokens ?? 0) * outputPerMillion;
    return { currency, micros: Math.round(micros) };
  };
}
