/** What a new session token permits: what was asked for, if every token it comes from permits that too. */
import type { TokenNarrowing } from '@sallyport/identity/caller';
import { operationCovers, parseOperation } from '@sallyport/policy/patterns/operation-pattern';
import type { OperationPattern } from '@sallyport/policy/patterns/operation-pattern';
import { oauthError } from './oauth-answer.js';
import type { OauthError } from './oauth-answer.js';

export interface AskedNarrowing {
  readonly connections: readonly string[] | undefined;
  readonly operations: readonly OperationPattern[] | undefined;
}

export type NarrowResult = { readonly kind: 'narrowed'; readonly narrowing: TokenNarrowing } | OauthError;

/** What is not asked for is inherited. Two parents narrow one after the other; only ever less comes out. */
export function narrow(asked: AskedNarrowing, parents: readonly TokenNarrowing[]): NarrowResult {
  let { connections } = asked;
  let operations = asked.operations?.map(({ text }) => text);
  for (const parent of parents) {
    const outside = connections?.some((name) => parent.connections?.includes(name) === false);
    if (outside === true) {
      return oauthError('invalid_target', 'The token is for fewer connections than are asked for.');
    }
    connections ??= parent.connections;
    const allowed = parent.operations && patterns(parent.operations);
    const wanted = operations && patterns(operations);
    if (
      allowed &&
      wanted &&
      !wanted.every((inner) => allowed.some((outer) => operationCovers(outer, inner)))
    ) {
      return oauthError('invalid_scope', 'The token is for fewer operations than are asked for.');
    }
    operations ??= parent.operations && [...parent.operations];
  }
  return {
    kind: 'narrowed',
    narrowing: { ...(connections && { connections }), ...(operations && { operations }) },
  };
}

/** An operation that cannot be read covers nothing. */
function patterns(texts: readonly string[]): readonly OperationPattern[] {
  return texts.flatMap((text) => {
    const result = parseOperation(text);
    return result.kind === 'parsed' ? [result.operation] : [];
  });
}
