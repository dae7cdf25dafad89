/** Counts of the data path, as plain numbers: counting a request costs one map look-up, and nothing is rendered before it is asked for. */
import type { MaskedKind } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { RefusalCode } from './error-table.js';
import type { Metered } from './metering.js';

export interface CompletedCount {
  readonly connection: string;
  readonly outcome: string;
  /** `2xx` … `5xx`, or `none`. */
  readonly statusClass: string;
  count: number;
}

/** Tokens of one connection, and what they cost in millionths of each currency. */
export interface UsedCount {
  input: number;
  output: number;
  cached: number;
  reasoning: number;
  readonly costs: Map<string, number>;
}

/** What was masked on one connection: by kind, then by what was done. */
export type MaskedCount = ReadonlyMap<string, ReadonlyMap<string, number>>;

const statusClasses: readonly string[] = ['none', '1xx', '2xx', '3xx', '4xx', '5xx'];

export class TrafficCounters {
  inFlight = 0;
  requestBytes = 0;
  responseBytes = 0;
  /** Events of refusals and ends of sessions that could not be recorded. */
  eventsLost = 0;
  /** Completions that could not be recorded at once; the recorder owes them. */
  completionsLate = 0;
  readonly refused = new Map<RefusalCode, number>();
  readonly #used = new Map<string, UsedCount>();
  readonly #masked = new Map<string, Map<string, Map<string, number>>>();
  readonly #completed = new Map<string, (CompletedCount | undefined)[]>();

  refuse(code: RefusalCode): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
  }

  complete(connection: string, outcome: Outcome, status: number): void {
    let cells = this.#completed.get(connection);
    if (cells === undefined) this.#completed.set(connection, (cells = []));
    const index = outcome * statusClasses.length + Math.min(Math.floor(status / 100), 5);
    const cell = (cells[index] ??= {
      connection,
      outcome: Outcome[outcome].toLowerCase(),
      statusClass: statusClasses[Math.min(Math.floor(status / 100), 5)] ?? 'none',
      count: 0,
    });
    cell.count++;
  }

  /** Adds what the answer of one request says it used. */
  meter(connection: string, { usage, cost }: Metered): void {
    let used = this.#used.get(connection);
    if (used === undefined) {
      this.#used.set(connection, (used = { input: 0, output: 0, cached: 0, reasoning: 0, costs: new Map() }));
    }
    used.input += usage?.inputTokens ?? 0;
    used.output += usage?.outputTokens ?? 0;
    used.cached += usage?.cachedTokens ?? 0;
    used.reasoning += usage?.reasoningTokens ?? 0;
    if (cost !== undefined) used.costs.set(cost.currency, (used.costs.get(cost.currency) ?? 0) + cost.micros);
  }

  used(): ReadonlyMap<string, UsedCount> {
    return this.#used;
  }

  /** Adds what was masked in one request, or in its answer. Kinds are those of the catalogue and of the document. */
  mask(connection: string, masked: readonly MaskedKind[]): void {
    if (masked.length === 0) return;
    let kinds = this.#masked.get(connection);
    if (kinds === undefined) this.#masked.set(connection, (kinds = new Map<string, Map<string, number>>()));
    for (const { kind, action, count } of masked) {
      let actions = kinds.get(kind);
      if (actions === undefined) kinds.set(kind, (actions = new Map<string, number>()));
      actions.set(action, (actions.get(action) ?? 0) + count);
    }
  }

  masked(): ReadonlyMap<string, MaskedCount> {
    return this.#masked;
  }

  *completed(): Iterable<CompletedCount> {
    for (const cells of this.#completed.values()) {
      for (const cell of cells.values()) if (cell !== undefined) yield cell;
    }
  }
}
