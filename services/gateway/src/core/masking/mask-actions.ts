/** From the masks that a verdict orders to one action for each kind of sensitive data. */
import { hides, type Action } from '@sallyport/masking/actions/action';
import type { Category } from '@sallyport/masking/detector';
import type { MaskOrder, Masking } from '@sallyport/policy/verdict';

const actions: Readonly<Record<Masking | 'report', Action>> = {
  tokenise: { kind: 'tokenise' },
  partial: { kind: 'partial' },
  hash: { kind: 'hash' },
  redact: { kind: 'redact' },
  block: { kind: 'block' },
  report: { kind: 'report' },
};

export interface KindRow {
  readonly kind: string;
  readonly category: Category;
}

export type ActionOf = (kind: string) => Action;

/**
 * Where several orders are about one kind, what hides more wins. Kinds that detectors do not have, such as that
 * of unchecked text, are treated as the strictest order has it.
 */
export function actionsOf(orders: readonly MaskOrder[], rows: readonly KindRow[]): ActionOf {
  const byKind = new Map<string, Masking>();
  let strictest: Masking | 'report' = 'report';
  for (const order of orders) {
    const fits = fitting(order);
    if (strictest === 'report' || hides[order.with] > hides[strictest]) strictest = order.with;
    for (const row of rows) {
      if (!fits(row)) continue;
      const known = byKind.get(row.kind);
      if (known === undefined || hides[order.with] > hides[known]) byKind.set(row.kind, order.with);
    }
  }
  const known = new Set(rows.map(({ kind }) => kind));
  const other = actions[strictest];
  return (kind) => {
    const masking = byKind.get(kind);
    if (masking !== undefined) return actions[masking];
    return known.has(kind) ? actions.report : other;
  };
}

/** What is redacted in the record, besides. */
export function recordedActionsOf(
  target: Pick<MaskOrder, 'kinds' | 'categories' | 'except'>,
  rows: readonly KindRow[],
): ActionOf {
  const fits = fitting(target);
  const left = new Set(rows.filter((row) => !fits(row)).map(({ kind }) => kind));
  return (kind) => (left.has(kind) ? actions.report : actions.redact);
}

/** A kind that was found; kinds that no detector has, such as that of unchecked text, have no category. */
export interface FoundKind {
  readonly kind: string;
  readonly category: string | undefined;
}

/** Rule of the order that blocks a find; empty for the document's own, and where none does. */
export function blockingRule(orders: readonly MaskOrder[], found: FoundKind): string {
  return orders.find((order) => order.with === 'block' && fitting(order)(found))?.rule ?? '';
}

/** The order that would replace a find and blocks it where nothing can be replaced; undefined where one blocks it everywhere. */
export function replacingOrder(orders: readonly MaskOrder[], found: FoundKind): MaskOrder | undefined {
  const about = orders.filter((order) => fitting(order)(found));
  return about.some((order) => order.with === 'block') ? undefined : about[0];
}

function fitting({
  kinds,
  categories,
  except,
}: Pick<MaskOrder, 'kinds' | 'categories' | 'except'>): (found: FoundKind) => boolean {
  return ({ kind, category }) =>
    kinds.includes(kind) ||
    (category !== undefined && categories.includes(category) && !except.includes(kind));
}
