/** The verdict on a request that was read: on everything it does, the strictest of them all. */
import type { JudgedRequest, MaskOrder, Verdict } from '@sallyport/policy/verdict';
import type { PolicyInForce } from '../ports/policy-in-force.js';
import { judgedOperations, type OperationContext } from './judged-operation.js';
import type { ReadRequest } from './read-request.js';

export interface JudgedRead {
  readonly verdict: Verdict;
  /** What was judged; answers are judged with it. */
  readonly request: JudgedRequest;
}

const strictness = { allow: 0, hold: 1, deny: 2 } as const;

export function judgeRead(
  policy: Pick<PolicyInForce, 'judge'>,
  asked: JudgedRequest,
  read: ReadRequest,
  context: Omit<OperationContext, 'isUnreadable' | 'query' | 'path'>,
): JudgedRead {
  // What could not be read is no operation: a rule or list that needs one refuses.
  if (read.document === undefined) return { verdict: policy.judge(asked), request: asked };
  const [operation, ...others] = judgedOperations(read.operation, {
    ...context,
    isUnreadable: read.fault !== undefined,
    query: read.query?.spans ?? [],
    path: read.path,
  });
  const request = { ...asked, operation };
  let verdict = policy.judge(request);
  for (const other of others) verdict = stricter(verdict, policy.judge({ ...asked, operation: other }));
  return { verdict, request };
}

/** Of two verdicts the one that lets less pass; of two that let pass, with what both ask for. */
function stricter(one: Verdict, other: Verdict): Verdict {
  if (strictness[other.decision] > strictness[one.decision]) return other;
  if (one.decision !== other.decision || one.decision === 'deny') return one;
  const masks = united<MaskOrder>(one.masks, other.masks);
  const limits = united(one.limits, other.limits);
  const withheldTools = united(one.withheldTools, other.withheldTools);
  return {
    ...one,
    obligations: united(one.obligations, other.obligations) ?? [],
    ...(masks && { masks }),
    ...(limits && { limits }),
    ...(withheldTools && { withheldTools }),
  };
}

function united<Item>(
  one: readonly Item[] | undefined,
  other: readonly Item[] | undefined,
): readonly Item[] | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return [...new Set([...one, ...other])];
}
