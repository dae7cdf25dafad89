/** What a plan does to what is sent on: nothing, so that only the record waits for what is found; or stop it. */
import { UNCHECKED } from '@sallyport/masking/engine/compile-detectors';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';

interface Effects {
  readonly changes: boolean;
  readonly blocks: boolean;
}

/** By the function, because plans of one policy share a few. */
const known = new WeakMap<MaskPlan['actionOf'], Effects>();

export function sendsAsCame(plan: MaskPlan | undefined): boolean {
  return plan === undefined || !effectsOf(plan).changes;
}

/** Whether there is a find that lets nothing of its text pass. */
export function mayBlock(plan: MaskPlan | undefined): boolean {
  return plan !== undefined && effectsOf(plan).blocks;
}

function effectsOf({ actionOf, engine }: MaskPlan): Effects {
  let effects = known.get(actionOf);
  if (effects === undefined) {
    const actions = [UNCHECKED, ...engine.rows.map(({ kind }) => kind)].map((kind) => actionOf(kind).kind);
    effects = {
      changes: actions.some((action) => action !== 'report'),
      blocks: actions.includes('block'),
    };
    known.set(actionOf, effects);
  }
  return effects;
}
