/** What a request used and what that cost. */
import type {
  Cost,
  Usage as UsageMessage,
} from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { Operation, Usage } from '@sallyport/wire/llm/operation';
import type { PolicyInForce } from './ports/policy-in-force.js';
import { recordedName } from './recorded-name.js';

export interface Metered {
  /** Absent where the service did not say. */
  readonly usage: UsageMessage | undefined;
  readonly cost: Cost | undefined;
  /** For limits. */
  readonly charged: { readonly in: number; readonly out: number };
}

const nothing: Metered = { usage: undefined, cost: undefined, charged: { in: 0, out: 0 } };

export function meter(
  { costOf, recordedWords }: Pick<PolicyInForce, 'costOf' | 'recordedWords'>,
  connection: string,
  { read }: { readonly read: { readonly operation: Operation } | undefined },
  used: Usage | undefined,
): Metered {
  if (used === undefined) return nothing;
  const { inputTokens, outputTokens, cachedTokens, reasoningTokens } = used;
  const model = read?.operation.model ?? '';
  return {
    usage: {
      inputTokens,
      outputTokens,
      cachedTokens,
      reasoningTokens,
      model: recordedName(model, recordedWords),
    },
    cost: costOf(connection, model, used),
    charged: { in: inputTokens ?? 0, out: outputTokens ?? 0 },
  };
}
