/** Which entries of a list of models a caller is shown: models that some rule lets it use on the connection. */
import { callerFits, READS } from './access-verdict.js';
import type { CompiledPolicy, CompiledRule } from './compile.js';
import type { MatchesName } from './patterns/name-pattern.js';
import type { JudgedRequest } from './verdict.js';

/** Undefined where nothing is left out: the caller has no list there, or a rule without one lets it use any model. */
export function shownModels(policy: CompiledPolicy, request: JudgedRequest): MatchesName | undefined {
  if (policy.plain.has(request.connection)) return undefined;
  const lists: MatchesName[] = [];
  for (const rule of policy.rules.get(request.connection) ?? []) {
    if (!callerFits(rule, request)) continue;
    if (rule.models !== undefined) lists.push(rule.models);
    else if (letsUse(rule)) return undefined;
  }
  return lists.length === 0 ? undefined : (model) => lists.some((list) => list(model));
}

/** Whether more passes by the rule than looks, and looks at models. */
function letsUse({ methods, paths }: CompiledRule): boolean {
  const changes = methods === undefined || [...methods].some((method) => !READS.has(method));
  return changes && paths.some(({ text }) => !/\/models(?:\/.*)?$/i.test(text));
}
