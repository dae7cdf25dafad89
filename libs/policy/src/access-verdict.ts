/** What access rules and a token's narrowing say of a request: default deny, the first rule that fits allows. */
import type { CompiledPolicy, CompiledRule } from './compile.js';
import type { JudgedOperation } from './operation.js';
import { COLLECTION_ADMIN_KIND, COLLECTION_KINDS, GRAPH_KINDS, MODEL_KINDS } from './operation.js';
import type { MatchesName } from './patterns/name-pattern.js';
import { connectionPermitted, operationPermitted, readNarrowing } from './patterns/narrowing.js';
import type { Narrowing } from './patterns/narrowing.js';
import { naming, refusedName } from './refused-name.js';
import type { AccessReason } from './reasons.js';
import type { JudgedRequest, Verdict } from './verdict.js';

type DenyReason = Exclude<AccessReason, 'ACCESS_GRANTED'> | 'UNREADABLE';

export type AccessVerdict =
  | {
      readonly kind: 'allowed';
      readonly verdict: Verdict;
      readonly rule: CompiledRule;
      readonly withheld: readonly string[];
    }
  | { readonly kind: 'denied'; readonly verdict: Verdict };

/** @param extraTool a tool that is to be called besides those in the request */
export function accessVerdict(
  policy: CompiledPolicy,
  request: JudgedRequest,
  extraTool?: string,
): AccessVerdict {
  const rules = policy.rules.get(request.connection) ?? [];
  let refusal: DenyReason | undefined;
  let refusing: CompiledRule | undefined;
  let stripping: CompiledRule | undefined;
  let allowing: CompiledRule | undefined;
  for (const rule of rules) {
    if (!methodFits(rule, request) || !pathFits(rule, request) || !callerFits(rule, request)) continue;
    const lacks = listsRefuse(rule, request, { extraTool, isPlain: policy.plain.has(request.connection) });
    if (lacks === undefined) {
      allowing = rule;
      break;
    }
    if (lacks === 'OFFERED' && policy.stripsTools.has(request.connection)) stripping ??= rule;
    refusal ??= lacks === 'OFFERED' ? 'TOOL_NOT_ALLOWED' : lacks;
    refusing ??= rule;
  }
  allowing ??= stripping;
  if (allowing === undefined) {
    const reason = refusal ?? missing(rules, request);
    const name = refusing === undefined ? '' : refusedName(refusing, request, reason, extraTool);
    return denied(policy, reason, name);
  }
  const denial = narrowingRefuses(policy, request);
  if (denial !== undefined) return denied(policy, denial);
  const withheld = stripping === allowing ? withheldTools(allowing, request.operation) : [];
  return { kind: 'allowed', verdict: allowing.verdict, rule: allowing, withheld };
}

/** What no body can change: the verdict that denies the request by caller, method and path alone, if one does. */
export function deniedUnread(policy: CompiledPolicy, request: JudgedRequest): Verdict | undefined {
  const rules = policy.rules.get(request.connection) ?? [];
  const isPossible = rules.some(
    (rule) => methodFits(rule, request) && pathFits(rule, request) && callerFits(rule, request),
  );
  const reason = isPossible ? narrowingRefuses(policy, request) : missing(rules, request);
  return reason === undefined ? undefined : denied(policy, reason).verdict;
}

const withheldTools = (rule: CompiledRule, operation: JudgedOperation | undefined): readonly string[] => [
  ...new Set(operation?.toolsOffered.filter((tool) => rule.tools?.(tool) === false)),
];

/** Everything the operation names must be on the rule's lists; what always runs on something must name it. */
function listsRefuse(
  rule: CompiledRule,
  { operation, method }: JudgedRequest,
  { extraTool, isPlain }: { readonly extraTool: string | undefined; readonly isPlain: boolean },
): DenyReason | 'OFFERED' | undefined {
  const { models, graphs, tools, collections } = rule;
  if (extraTool !== undefined && tools?.(extraTool) === false) return 'TOOL_NOT_ALLOWED';
  if (models === undefined && graphs === undefined && tools === undefined && collections === undefined)
    return undefined;
  if (operation === undefined || operation.isUnreadable === true) return 'UNREADABLE';
  // A path that no API claims may lead to any model or graph: who lists some does not mean it.
  if (operation.kind === PLAIN_KIND && !isPlain) return 'UNREADABLE';
  const { kind } = operation;
  if (!fits(models, operation.model, operation.models, MODEL_KINDS.has(kind))) return 'MODEL_NOT_ALLOWED';
  if (!fits(graphs, operation.graph, operation.graphs, GRAPH_KINDS.has(kind))) return 'GRAPH_NOT_ALLOWED';
  const needsCollection =
    COLLECTION_KINDS.has(kind) || (kind === COLLECTION_ADMIN_KIND && !READS.has(method));
  if (!fits(collections, operation.collection, operation.collections, needsCollection))
    return 'COLLECTION_NOT_ALLOWED';
  if (tools === undefined) return undefined;
  if (!operation.toolsCalled.every(({ name }) => tools(name))) return 'TOOL_NOT_ALLOWED';
  return operation.toolsOffered.every(tools) ? undefined : 'OFFERED';
}

const PLAIN_KIND = 'http';

/** Methods that change nothing. */
export const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

function fits(
  list: MatchesName | undefined,
  one: string,
  more: readonly string[] = [],
  isNeeded: boolean,
): boolean {
  if (list === undefined) return true;
  if (one === '' && more.length === 0) return !isNeeded;
  return (one === '' || list(one)) && more.every(list);
}

function narrowingRefuses(policy: CompiledPolicy, request: JudgedRequest): DenyReason | undefined {
  if (request.narrowing === undefined) return undefined;
  const narrowing = narrowingOf(policy, request.narrowing);
  if (!connectionPermitted(narrowing, request.connection)) return 'TOKEN_CONNECTION_NOT_ALLOWED';
  if (!operationPermitted(narrowing, request.method, request.path)) return 'TOKEN_OPERATION_NOT_ALLOWED';
  return undefined;
}

const SENTENCES = {
  NO_ACCESS_RULE: 'No access rule lets this caller use this connection.',
  METHOD_NOT_ALLOWED: 'The access rules for this caller do not allow this method here.',
  PATH_NOT_ALLOWED: 'The access rules for this caller do not allow this path here.',
  MODEL_NOT_ALLOWED: 'The access rules for this caller do not allow this model here.',
  GRAPH_NOT_ALLOWED: 'The access rules for this caller do not allow this graph here.',
  COLLECTION_NOT_ALLOWED: 'The access rules for this caller do not allow this collection here.',
  TOOL_NOT_ALLOWED: 'The access rules for this caller do not allow one of these tools here.',
  UNREADABLE: 'What this request would do cannot be read, and the access rules for this caller depend on it.',
  TOKEN_CONNECTION_NOT_ALLOWED: 'The caller may, but the session token was made for other connections.',
  TOKEN_OPERATION_NOT_ALLOWED: 'The caller may, but the session token was made for other operations.',
} as const satisfies Record<DenyReason, string>;

/** @param name what the reason is about; empty where that is nothing of a name */
function denied(
  { version, denials, shownName }: CompiledPolicy,
  reason: DenyReason,
  name = '',
): Extract<AccessVerdict, { kind: 'denied' }> {
  let verdict = denials.get(reason);
  if (verdict === undefined) {
    verdict = Object.freeze<Verdict>({
      decision: 'deny',
      rule: '',
      reasons: [reason],
      obligations: [],
      sentence: SENTENCES[reason],
      ...(version === undefined ? {} : { policyVersion: version }),
    });
    denials.set(reason, verdict);
  }
  if (name === '') return { kind: 'denied', verdict };
  return {
    kind: 'denied',
    verdict: { ...verdict, sentence: naming(verdict.sentence, name, shownName) },
  };
}

/** What was missing on the way to an allowance: the furthest step that any rule reached. */
function missing(rules: readonly CompiledRule[], request: JudgedRequest): DenyReason {
  const forCaller = rules.filter((rule) => callerFits(rule, request));
  if (forCaller.length === 0) return 'NO_ACCESS_RULE';
  return forCaller.some((rule) => methodFits(rule, request)) ? 'PATH_NOT_ALLOWED' : 'METHOD_NOT_ALLOWED';
}

const methodFits = (rule: CompiledRule, request: JudgedRequest): boolean =>
  rule.methods === undefined || rule.methods.has(request.method);

const pathFits = (rule: CompiledRule, request: JudgedRequest): boolean =>
  rule.paths.some((pattern) => pattern.matches(request.path));

export function callerFits(rule: CompiledRule, request: JudgedRequest): boolean {
  if (rule.agents !== undefined && !rule.agents.has(request.agent)) return false;
  const { groups } = rule;
  return groups === undefined || request.groups.some((group) => groups.has(group));
}

function narrowingOf(policy: CompiledPolicy, text: NonNullable<JudgedRequest['narrowing']>): Narrowing {
  let narrowing = policy.narrowings.get(text);
  if (narrowing === undefined) {
    narrowing = readNarrowing(text);
    policy.narrowings.set(text, narrowing);
  }
  return narrowing;
}
