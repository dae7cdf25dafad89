/** A verdict, and a tool call with its verdict, as people and programs read them. */
import type { JudgedCall, Verdict } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';

export interface MonitoredView {
  readonly rule: string;
  /** deny, approve, mask, limit or alert. */
  readonly action: string;
  readonly reasons: readonly string[];
}

export interface VerdictView {
  readonly decision: 'allow' | 'deny' | 'hold' | 'unspecified';
  readonly rule: string;
  readonly reasons: readonly string[];
  readonly obligations: readonly string[];
  /** For a person; absent where the rule's name says all. */
  readonly sentence?: string;
  /** What rules in monitor mode would have done. */
  readonly monitored?: readonly MonitoredView[];
}

export interface ToolCallView {
  readonly tool: string;
  /** The dialect's id of the call. */
  readonly callId?: string;
  readonly verdict?: VerdictView;
}

const decisions = {
  [Decision.UNSPECIFIED]: 'unspecified',
  [Decision.UNRECOGNIZED]: 'unspecified',
  [Decision.ALLOW]: 'allow',
  [Decision.DENY]: 'deny',
  [Decision.HOLD]: 'hold',
} as const satisfies Record<Decision, VerdictView['decision']>;

export function verdictView(verdict: Verdict): VerdictView {
  const { decision, rule, reasons, obligations, sentence, monitored } = verdict;
  return {
    decision: decisions[decision],
    rule,
    reasons,
    obligations,
    ...(sentence !== '' && { sentence }),
    ...(monitored.length > 0 && {
      monitored: monitored.map((one) => ({ rule: one.rule, action: one.action, reasons: one.reasons })),
    }),
  };
}

export function toolCallView({ tool, callId, verdict }: JudgedCall): ToolCallView {
  return {
    tool,
    ...(callId !== '' && { callId }),
    ...(verdict && { verdict: verdictView(verdict) }),
  };
}
