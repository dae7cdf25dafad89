/** Which action is taken on which kind, and what it makes of a value. */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Finding } from '../detector.js';
import { UNCHECKED, type Engine } from '../engine/compile-detectors.js';
import { hides, requireKey, type Action, type MaskKeys } from './action.js';
import type { MaskedAction } from './mask-report.js';
import { hashOf, placeholderName, placeholderOf } from './placeholder.js';

export interface MaskPlan {
  readonly engine: Engine;
  /** On what is sent on. What it acts on is never shadowed by an overlapping find that it only reports. */
  readonly actionOf: (kind: string) => Action;
  /** On what is recorded, asked where `actionOf` says `report`; absent: the same. `block` redacts, since a record has nobody to refuse. */
  readonly recordedActionOf?: (kind: string) => Action;
  readonly keys: MaskKeys;
}

/** Characters a partial mask leaves. */
const partialKept = 4;

export interface Replaced {
  readonly action: MaskedAction;
  /** Undefined: blocked, nothing goes from here on. */
  readonly sent: string | undefined;
  readonly recorded: string;
  /** A placeholder that was sent. */
  readonly placeholder?: string;
}

const recordRanks = 10;

const REPORT: Action = { kind: 'report' };

/** Values whose hash or placeholder is remembered: texts repeat a few over and over. */
const knownMax = 4_096;
const knownLengthMax = 256;

export class Replacer {
  /** By kind and value. */
  private readonly hashed = new Map<string, string>();
  private readonly keys: Partial<Record<'hash' | 'tokenise', KeyObject>> = {};

  constructor(private readonly plan: MaskPlan) {}

  /** Of kinds whose finds overlap the higher wins: what hides more of the sent text, then what hides more of the record. */
  readonly rankOf = (kind: string): number => {
    const inSent = hides[this.plan.actionOf(kind).kind];
    return inSent > 0 ? inSent * recordRanks : hides[this.recordedActionOf(kind).kind];
  };

  /** What stands where the value stood. A text that could not be checked is redacted, unless its action is to block. */
  replace({ kind, isClipped }: Pick<Finding, 'kind' | 'isClipped'>, value: string): Replaced {
    const action = this.plan.actionOf(kind);
    if (action.kind === 'block') return { action: 'block', sent: undefined, recorded: this.redacted(kind) };
    if (kind === UNCHECKED) return { action: 'redact', sent: '[UNCHECKED]', recorded: '[UNCHECKED]' };
    if (action.kind !== 'report') {
      const sent = this.written(action, kind, value, isClipped);
      const isPlaceholder = action.kind === 'tokenise';
      return { action: action.kind, sent, recorded: sent, ...(isPlaceholder ? { placeholder: sent } : {}) };
    }
    const inRecord = this.recordedActionOf(kind);
    if (inRecord.kind === 'report') return { action: 'report', sent: value, recorded: value };
    return { action: 'record', sent: value, recorded: this.written(inRecord, kind, value, isClipped) };
  }

  /** What would be done to a find of the kind. */
  actionOn(kind: string): MaskedAction {
    const action = this.plan.actionOf(kind).kind;
    return action === 'report' && this.recordedActionOf(kind).kind !== 'report' ? 'record' : action;
  }

  private recordedActionOf(kind: string): Action {
    return this.plan.recordedActionOf?.(kind) ?? REPORT;
  }

  private redacted(kind: string): string {
    return this.plan.engine.replacementOf(kind) ?? `[${placeholderName(kind)}]`;
  }

  private written(action: Action, kind: string, value: string, isClipped: boolean | undefined): string {
    switch (action.kind) {
      case 'report':
        return value;
      case 'block':
      case 'redact':
        return this.redacted(kind);
      case 'partial':
        return partial(value, isClipped === true ? 0 : partialKept);
      case 'hash':
      case 'tokenise':
        return this.keyed(action.kind, kind, value);
    }
  }

  private keyed(action: 'hash' | 'tokenise', kind: string, value: string): string {
    const name = `${action}\0${kind}\0${value}`;
    const known = this.hashed.get(name);
    if (known !== undefined) return known;
    const { hashKey, sessionKey } = this.plan.keys;
    const key = (this.keys[action] ??= createSecretKey(
      requireKey(action === 'hash' ? hashKey : sessionKey, action),
    ));
    const same = this.plan.engine.identityOf(kind, value);
    const make = action === 'hash' ? hashOf : placeholderOf;
    const made = make(key, same.kind, same.value);
    if (this.hashed.size < knownMax && value.length <= knownLengthMax) this.hashed.set(name, made);
    return made;
  }
}

/** Letters and digits become stars, separators stay, and so do the last `kept` where at least as many are hidden. */
function partial(value: string, kept: number): string {
  const characters = Array.from(value);
  const counted = characters.filter((one) => /[\p{L}\p{N}]/u.test(one)).length;
  let toHide = counted >= 2 * kept ? counted - kept : counted;
  return characters
    .map((one) => {
      if (!/[\p{L}\p{N}]/u.test(one) || toHide === 0) return one;
      toHide--;
      return '*';
    })
    .join('');
}
