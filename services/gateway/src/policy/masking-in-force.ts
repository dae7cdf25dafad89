/** The detectors of a document made ready, and what its orders make of their finds. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { CompiledDetector } from '@sallyport/masking/engine/matcher';
import { compileDetectors, type Engine } from '@sallyport/masking/engine/compile-detectors';
import { compileOperatorPatterns } from '@sallyport/masking/operator-patterns';
import { shippedDetectors } from '@sallyport/masking/detectors/shipped';
import type { LoadedDocument } from '@sallyport/policy/document/load';
import type { DetectorSettings } from '@sallyport/policy/document/detectors';
import type { DocumentProblem } from '@sallyport/policy/document/problem';
import type { MaskOrder } from '@sallyport/policy/verdict';
import { actionsOf, recordedActionsOf, type ActionOf } from '../core/masking/mask-actions.js';
import { RecordedWords } from '../core/masking/recorded-words.js';
import type { MaskOwner } from '../core/ports/policy-in-force.js';
import type { KeyRing } from './mask-keys.js';

/** Combinations of orders whose actions are kept; a document has a handful. */
const combinationsMax = 256;

export type PreparedMasking =
  | { readonly kind: 'ready'; readonly masking: MaskingInForce }
  | { readonly kind: 'refused'; readonly problems: readonly DocumentProblem[] };

export function prepareMasking(loaded: LoadedDocument, keys: KeyRing): PreparedMasking {
  const { detectors } = loaded.document;
  const operator = compileOperatorPatterns(detectors.patterns);
  if (operator.refused.length > 0) {
    const problems = operator.refused.map(({ at, message }) =>
      loaded.problemAt(['detectors', 'patterns', at], message),
    );
    return { kind: 'refused', problems };
  }
  return {
    kind: 'ready',
    masking: new MaskingInForce(engineOf(detectors, operator.detectors), detectors, keys),
  };
}

/** Compiling the tables takes a while: done again only when the document's own patterns change. */
let compiled: { readonly patterns: string; readonly engine: Engine } | undefined;

function engineOf({ patterns }: DetectorSettings, operator: readonly CompiledDetector[]): Engine {
  const written = JSON.stringify(patterns);
  if (compiled?.patterns !== written) {
    compiled = {
      patterns: written,
      engine: compileDetectors(shippedDetectors, { operator }),
    };
    // What is made ready on first use is made ready now: the first request would wait for it.
    compiled.engine.warm();
  }
  return compiled.engine;
}

export class MaskingInForce {
  readonly #recorded: ActionOf;
  readonly #words: RecordedWords;
  readonly #categories: ReadonlyMap<string, string>;
  readonly #combinations = new Map<string, ActionOf>();
  /** Standing orders are one list for all requests of a connection. */
  readonly #byList = new WeakMap<readonly MaskOrder[], ActionOf>();

  constructor(
    private readonly engine: Engine,
    { record }: DetectorSettings,
    private readonly keys: KeyRing,
  ) {
    this.#recorded = recordedActionsOf(record, engine.rows);
    this.#words = new RecordedWords({ engine, actionOf: this.#recorded, keys: {} });
    this.#categories = new Map(engine.rows.map(({ kind, category }) => [kind, category]));
  }

  recordedWords(text: string): string {
    return this.#words.of(text);
  }

  categoryOf(kind: string): string | undefined {
    return this.#categories.get(kind);
  }

  planOf(masks: readonly MaskOrder[], isRecorded: boolean, owner: MaskOwner): MaskPlan | undefined {
    if (masks.length === 0 && !isRecorded) return undefined;
    return {
      engine: this.engine,
      actionOf: this.#actionsOf(masks),
      ...(isRecorded ? { recordedActionOf: this.#recorded } : {}),
      keys: this.keys.keysOf(owner),
    };
  }

  #actionsOf(masks: readonly MaskOrder[]): ActionOf {
    let actionOf = this.#byList.get(masks);
    if (actionOf === undefined) this.#byList.set(masks, (actionOf = this.#combined(masks)));
    return actionOf;
  }

  #combined(masks: readonly MaskOrder[]): ActionOf {
    const written = JSON.stringify(masks);
    let known = this.#combinations.get(written);
    if (known !== undefined) return known;
    known = actionsOf(masks, this.engine.rows);
    if (this.#combinations.size < combinationsMax) this.#combinations.set(written, known);
    return known;
  }
}
