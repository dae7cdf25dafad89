/** Which action is taken on which kind, and what it makes of a value. */
import { createHmac } from 'node:crypto';
import type { Finding } from '../detector.js';
import { UNCHECKED, type Engine } from '../engine/compile-detectors.js';
import { requireKey, type Action, type MaskKeys } from './action.js';
import { placeholderName, placeholderOf } from './placeholder.js';

export interface MaskPlan {
  readonly engine: Engine;
  readonly actionOf: (kind: string) => Action;
  readonly keys: MaskKeys;
}

/** Characters a partial mask leaves. */
const partialKept = 4;
/** 64 bits of a keyed hash: enough to compare by, too few to be mistaken for a secret of its own. */
const hashHexDigits = 16;

export type Replaced =
  | { readonly kind: 'text'; readonly text: string; readonly placeholder?: string }
  | { readonly kind: 'block' };

export class Replacer {
  private readonly replacements: ReadonlyMap<string, string>;

  constructor(private readonly plan: MaskPlan) {
    this.replacements = new Map(plan.engine.rows.map((row) => [row.kind, row.replacement]));
  }

  /** What stands where the value stood. A text that could not be checked is redacted, unless its action is to block. */
  replace({ kind }: Pick<Finding, 'kind'>, value: string): Replaced {
    const action = this.plan.actionOf(kind);
    if (kind === UNCHECKED) return action.kind === 'block' ? action : { kind: 'text', text: '[UNCHECKED]' };
    switch (action.kind) {
      case 'block':
        return action;
      case 'report':
        return { kind: 'text', text: value };
      case 'redact':
        return { kind: 'text', text: this.replacements.get(kind) ?? `[${placeholderName(kind)}]` };
      case 'partial':
        return { kind: 'text', text: partial(value) };
      case 'hash': {
        const key = requireKey(this.plan.keys.hashKey, action.kind);
        const hex = createHmac('sha256', key).update(`hash\0${kind}\0${value}`).digest('hex');
        return { kind: 'text', text: `[${placeholderName(kind)}:${hex.slice(0, hashHexDigits)}]` };
      }
      case 'tokenise': {
        const placeholder = placeholderOf(requireKey(this.plan.keys.sessionKey, action.kind), kind, value);
        return { kind: 'text', text: placeholder, placeholder };
      }
    }
  }
}

/** Letters and digits become stars, separators stay, and so do the last four where at least as many are hidden. */
function partial(value: string): string {
  const characters = Array.from(value);
  const counted = characters.filter((one) => /[\p{L}\p{N}]/u.test(one)).length;
  let toHide = counted >= 2 * partialKept ? counted - partialKept : counted;
  return characters
    .map((one) => {
      if (!/[\p{L}\p{N}]/u.test(one) || toHide === 0) return one;
      toHide--;
      return '*';
    })
    .join('');
}
