/** Whether a plan leaves what is sent on as it came, so that only the record waits for what is found. */
import { UNCHECKED } from '@sallyport/masking/engine/compile-detectors';
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';

/** By the function, because plans of one policy share a few. */
const known = new WeakMap<MaskPlan['actionOf'], boolean>();

export function sendsAsCame(plan: MaskPlan | undefined): boolean {
  if (plan === undefined) return true;
  const { actionOf, engine } = plan;
  let isSo = known.get(actionOf);
  if (isSo === undefined) {
    const changes = (kind: string): boolean => actionOf(kind).kind !== 'report';
    isSo = !changes(UNCHECKED) && !engine.rows.some(({ kind }) => changes(kind));
    known.set(actionOf, isSo);
  }
  return isSo;
}
