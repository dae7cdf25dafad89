/** How figures stand against what is to be reached. */
import { figure } from './table.js';
import type { Table } from './table.js';

export interface Goal {
  readonly name: string;
  readonly sense: 'at least' | 'at most';
  readonly limit: number;
  readonly unit: string;
  readonly measured: number;
}

export const atMost = (name: string, limit: number, unit: string, measured: number): Goal => ({
  name,
  sense: 'at most',
  limit,
  unit,
  measured,
});

export const atLeast = (name: string, limit: number, unit: string, measured: number): Goal => ({
  ...atMost(name, limit, unit, measured),
  sense: 'at least',
});

/** How a goal stands, in words. */
export function verdictOf({ sense, limit, unit, measured }: Goal): string {
  if (!Number.isFinite(measured)) return 'not measured';
  const met = sense === 'at least' ? measured >= limit : measured <= limit;
  if (met) return 'met';
  const off = Math.abs(measured - limit);
  return `missed by ${figure(off, 2)}${unit === '' ? '' : ` ${unit}`} (${figure((off / limit) * 100)}%)`;
}

export function targetsTable(title: string, goals: readonly Goal[]): Table {
  return {
    title: `Targets, ${title}`,
    columns: ['target', 'to reach', 'measured', 'verdict'],
    rows: goals.map((goal) => [
      goal.name,
      `${goal.sense} ${figure(goal.limit, Number.isInteger(goal.limit) ? 0 : 2)} ${goal.unit}`.trim(),
      `${figure(goal.measured, 2)} ${goal.unit}`.trim(),
      verdictOf(goal),
    ]),
    notes: [],
  };
}
