import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenRows } from './open-rows.js';
import { RowLedger } from './row-ledger.js';

/** A file in memory: rows of effects and the table of open requests, as SQLite holds them. */
class ModelFile {
  readonly rows = new Map<number, { opens: number[]; closes: number[] }>();
  readonly table = new Set<number>();
  /** What a fresh start would find open. */
  survey(): number[] {
    const open = new Set(this.table);
    for (const row of [...this.rows.keys()].toSorted((a, b) => a - b)) {
      for (const request of this.rows.get(row)?.opens ?? []) open.add(request);
      for (const request of this.rows.get(row)?.closes ?? []) open.delete(request);
    }
    return [...open].toSorted((a, b) => a - b);
  }
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      opens: fc.nat({ max: 3 }),
      closes: fc.array(fc.nat(), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ship' as const), rows: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const) }) },
);

describe('rows and open requests', () => {
  it('after any history, the file tells exactly the open requests and holds every row not shipped', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const file = new ModelFile();
        const ledger = new RowLedger(1, 0);
        const rows = new OpenRows();
        const open: number[] = [];
        let next = 1;
        for (const one of steps) {
          if (one.kind === 'commit') {
            const row = ledger.next;
            const closes = one.closes.flatMap((pick) =>
              open.length === 0 ? [] : open.splice(pick % open.length, 1),
            );
            const opens = Array.from({ length: one.opens }, () => next++);
            file.rows.set(row, { opens, closes });
            for (const request of closes) if (rows.hasEntry(request)) file.table.delete(request);
            for (const request of opens) rows.opened(request, row);
            for (const request of closes) rows.closed(request);
            open.push(...opens);
            ledger.committed = row;
          } else if (one.kind === 'ship') {
            ledger.acked = Math.min(ledger.committed, ledger.acked + one.rows);
          } else {
            const to = ledger.deletable(0, 0);
            const moving = rows.upTo(to);
            for (const { request } of moving) file.table.add(request);
            for (const row of file.rows.keys()) if (row <= to) file.rows.delete(row);
            rows.movedAll(moving);
            ledger.deletedUpTo(to);
          }
          expect(file.survey()).toEqual(open.toSorted((a, b) => a - b));
          expect(rows.size).toBe(open.length);
          for (let row = ledger.acked + 1; row <= ledger.committed; row++)
            expect(file.rows.has(row)).toBe(true);
        }
      }),
    );
  });

  it('names what was open in a file that is opened again', () => {
    const rows = new OpenRows();
    rows.inTable(3);
    rows.opened(7, 2);
    expect(rows.all()).toEqual([
      { request: 3, row: undefined },
      { request: 7, row: 2 },
    ]);
    rows.closed(3);
    rows.closed(7);
    expect(rows.size).toBe(0);
  });
});

describe('RowLedger', () => {
  it('lets rows rest for the grace, unless space is wanted', () => {
    const ledger = new RowLedger(1, 0);
    ledger.committed = 5;
    ledger.mark(1000);
    ledger.committed = 9;
    ledger.mark(1500);
    ledger.acked = 7;
    expect(ledger.deletable(1900, 1000)).toBe(0);
    expect(ledger.deletable(2000, 1000)).toBe(5);
    expect(ledger.deletable(2500, 1000)).toBe(7);
    expect(ledger.deletable(1900, 0)).toBe(7);
    ledger.deletedUpTo(5);
    expect(ledger.deletable(1900, 1000)).toBe(5);
    expect(ledger.oldestUnshippedMs()).toBe(1500);
  });
});
