/**
 * The verdict on one request: synchronous, without I/O, about a microsecond.
 *
 * Default deny. A rule allows when group, agent, method and path all fit; the first such rule in the document's
 * order gives its name. A session token then only takes away.
 */
import type { CompiledPolicy, CompiledRule } from './compile.js';
import { connectionPermitted, operationPermitted, readNarrowing } from './patterns/narrowing.js';
import type { Narrowing } from './patterns/narrowing.js';
import type { JudgedRequest, Reason, Verdict } from './verdict.js';

export function evaluate(policy: CompiledPolicy, request: JudgedRequest): Verdict {
  const rules = policy.rules.get(request.connection) ?? [];
  const allowing = rules.find(
    (rule) => methodFits(rule, request) && pathFits(rule, request) && callerFits(rule, request),
  );
  if (allowing === undefined) return DENIALS[missing(rules, request)];
  if (request.narrowing !== undefined) {
    const narrowing = narrowingOf(policy, request.narrowing);
    if (!connectionPermitted(narrowing, request.connection)) return DENIALS.TOKEN_CONNECTION_NOT_ALLOWED;
    if (!operationPermitted(narrowing, request.method, request.path))
      return DENIALS.TOKEN_OPERATION_NOT_ALLOWED;
  }
  return allowing.verdict;
}

type DenyReason = Exclude<Reason, 'ACCESS_GRANTED'>;

const denial = (reason: DenyReason, sentence: string): Verdict =>
  Object.freeze({ decision: 'deny', rule: '', reasons: [reason], obligations: [], sentence });

const DENIALS = {
  NO_ACCESS_RULE: denial('NO_ACCESS_RULE', 'No access rule lets this caller use this connection.'),
  METHOD_NOT_ALLOWED: denial(
    'METHOD_NOT_ALLOWED',
    'The access rules for this caller do not allow this method here.',
  ),
  PATH_NOT_ALLOWED: denial(
    'PATH_NOT_ALLOWED',
    'The access rules for this caller do not allow this path here.',
  ),
  TOKEN_CONNECTION_NOT_ALLOWED: denial(
    'TOKEN_CONNECTION_NOT_ALLOWED',
    'The caller may, but the session token was made for other connections.',
  ),
  TOKEN_OPERATION_NOT_ALLOWED: denial(
    'TOKEN_OPERATION_NOT_ALLOWED',
    'The caller may, but the session token was made for other operations.',
  ),
} as const satisfies Record<DenyReason, Verdict>;

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

function callerFits(rule: CompiledRule, request: JudgedRequest): boolean {
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
