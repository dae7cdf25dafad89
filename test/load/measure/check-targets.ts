/** Checks all rows before anything is measured, and keeps what they were seen to answer. */
import type { Plan } from '../plan.js';
import type { Progress } from '../rounds.js';
import type { OwnedProcess } from '../targets/owned-process.js';
import type { RowName, Target } from '../targets/target.js';
import { exchangeNames, exchanges } from '../traffic/exchanges.js';
import type { ExchangeName } from '../traffic/exchanges.js';
import { checkExchange, checkRefusals, checksPerTurn } from './correctness.js';
import { checkRecorded } from './recorded.js';
import type { CheckedExchange } from './sample.js';

/** Exchanges that are checked in the log as well: longer bodies lie there in parts. */
const recordedExchanges: readonly ExchangeName[] = ['json', 'sse'];

export class Checked {
  readonly #rows = new Map<RowName, Map<ExchangeName, CheckedExchange>>();

  add(row: RowName, checked: CheckedExchange): void {
    const known = this.#rows.get(row) ?? new Map<ExchangeName, CheckedExchange>();
    this.#rows.set(row, known.set(checked.exchange.name, checked));
  }

  of(row: RowName): readonly CheckedExchange[] {
    return [...(this.#rows.get(row)?.values() ?? [])];
  }

  get(row: RowName, exchange: ExchangeName): CheckedExchange {
    const found = this.#rows.get(row)?.get(exchange);
    if (found === undefined) throw new Error(`${row} was not checked with ${exchange}`);
    return found;
  }
}

/** @throws where a row answers wrongly, passes what it has to refuse, or records something else */
export async function checkTargets(
  targets: readonly Target[],
  plan: Plan,
  upstream: OwnedProcess,
  progress: Progress,
): Promise<Checked> {
  const checked = new Checked();
  for (const target of targets) {
    progress(`${target.row}: checking what passes`);
    const wanted = exchangeNames.filter((name) => isPlanned(plan, target.row, name));
    const ordered = [
      ...wanted.filter((name) => recordedExchanges.includes(name)),
      ...wanted.filter((name) => !recordedExchanges.includes(name)),
    ];
    let requests = 0;
    for (const name of ordered) {
      checked.add(target.row, await checkExchange(target, exchanges[name], upstream));
      requests += checksPerTurn * exchanges[name].turns.length;
      if (target.recording !== undefined && name === recordedExchanges.at(-1)) {
        const seen = recordedExchanges.map((each) => exchanges[each]);
        await checkRecorded(target.recording.log, { requests, exchanges: seen, isJudged: target.redacts });
      }
    }
    await checkRefusals(target);
  }
  return checked;
}

/** The first two are used for warming up, whatever is planned. */
function isPlanned({ loads, heatMs }: Plan, row: RowName, name: ExchangeName): boolean {
  if (heatMs[name] !== undefined && recordedExchanges.includes(name)) return true;
  return loads.some(({ exchange, rows }) => exchange === name && (rows?.includes(row) ?? true));
}
