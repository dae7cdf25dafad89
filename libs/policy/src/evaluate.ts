/**
 * The verdict on a request, an answer or a tool call: synchronous, without I/O.
 *
 * Default deny. First an access rule must allow everything the request would do and a session token only takes away;
 * then the document's rules speak, deny before hold before allow.
 */
import { accessVerdict } from './access-verdict.js';
import type { CompiledPolicy } from './compile.js';
import type { JudgedAnswer, JudgedToolCall } from './operation.js';
import { maskObligations } from './rules/combine.js';
import { naming } from './refused-name.js';
import { judge } from './rules/judge.js';
import { isOwnSentence } from './rules/judging-rule.js';
import type { Stage } from './rules/stages.js';
import type { JudgedRequest, Obligation, Verdict } from './verdict.js';

export function evaluate(policy: CompiledPolicy, request: JudgedRequest): Verdict {
  const access = accessVerdict(policy, request);
  if (access.kind === 'denied') return access.verdict;
  const stage = policy.stages.get(request.connection);
  if (stage === undefined && access.withheld.length === 0) return access.verdict;
  const granted = withStanding(access.verdict, 'request', { stage, withheld: access.withheld });
  return judge(granted, stage?.rules.request ?? [], { request, zones: policy.zones });
}

/** The verdict on an answer, before the client gets it: masks for it, or a denial. */
export function evaluateAnswer(
  policy: CompiledPolicy,
  request: JudgedRequest,
  answer: JudgedAnswer,
): Verdict {
  const stage = policy.stages.get(request.connection);
  const granted = withStanding(policy.unobjected, 'answer', { stage, withheld: [] });
  const returned = { kind: 'answer', answer } as const;
  return judge(granted, stage?.rules.answer ?? [], { request, returned, zones: policy.zones });
}

/** The verdict on a tool call in an answer, before the agent gets it. An access rule must let the caller use the tool. */
export function evaluateToolCall(
  policy: CompiledPolicy,
  request: JudgedRequest,
  call: JudgedToolCall,
): Verdict {
  const access = accessVerdict(policy, request, call.name);
  if (access.kind === 'denied') return access.verdict;
  const returned = { kind: 'tool-call', call } as const;
  const rules = policy.stages.get(request.connection)?.rules['tool-call'] ?? [];
  const verdict = judge(access.verdict, rules, { request, returned, zones: policy.zones });
  if (verdict.decision === 'allow' || !isOwnSentence(verdict.rule, verdict.sentence)) return verdict;
  return { ...verdict, sentence: naming(verdict.sentence, call.name, policy.shownName) };
}

interface Standing {
  readonly stage: Stage | undefined;
  readonly withheld: readonly string[];
}

/** A verdict of access with what stands on a connection: one object for all requests that nothing is withheld from. */
function withStanding(verdict: Verdict, side: 'request' | 'answer', standing: Standing): Verdict {
  const { stage, withheld } = standing;
  if (stage === undefined || withheld.length > 0) return addStanding(verdict, side, standing);
  const known = stage.standing[side];
  let whole = known.get(verdict);
  if (whole === undefined) known.set(verdict, (whole = addStanding(verdict, side, standing)));
  return whole;
}

function addStanding(verdict: Verdict, side: 'request' | 'answer', { stage, withheld }: Standing): Verdict {
  const masks = stage?.masks[side] ?? [];
  const limits = side === 'request' ? (stage?.limits ?? []) : [];
  if (masks.length + limits.length + withheld.length === 0) return verdict;
  return {
    ...verdict,
    obligations: [
      ...new Set([
        ...masks.flatMap(maskObligations),
        ...limits.map((name): Obligation => `limit:${name}`),
        ...withheld.map((name): Obligation => `withhold-tool:${name}`),
      ]),
    ],
    ...(masks.length === 0 ? {} : { masks }),
    ...(limits.length === 0 ? {} : { limits }),
    ...(withheld.length === 0 ? {} : { withheldTools: withheld }),
  };
}
