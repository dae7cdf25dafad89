/** Alerts as events: rules that want somebody to look, and work that could not be done. */
import { AlertKind } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { DetectorFailure } from '@sallyport/masking/engine/scanner';
import type { Verdict } from '@sallyport/policy/verdict';
import type { EnvelopeDraft } from './live-sessions.js';
import type { EventDraft } from './ports/recorder.js';

/** Alerts of one verdict or answer: more say nothing more. */
const alertsMax = 16;

export interface AlertSource {
  readonly requestId: string;
  readonly envelope: EnvelopeDraft;
}

export function alertsOf(
  source: AlertSource,
  verdict: Verdict | undefined,
  failures: readonly DetectorFailure[],
): readonly EventDraft[] {
  if (failures.length === 0 && (verdict === undefined || !mayAlert(verdict))) return none;
  const alerts: EventDraft[] = [];
  const reasons = [...(verdict?.reasons ?? [])];
  for (const obligation of verdict?.obligations ?? []) {
    if (!obligation.startsWith(prefix)) continue;
    alerts.push(
      alert(source, { kind: AlertKind.RULE, rule: obligation.slice(prefix.length), reasons: [...alerted] }),
    );
  }
  if (verdict?.reasons.includes('RULE_FAILED') === true) {
    alerts.push(alert(source, { kind: AlertKind.RULE_FAILED, rule: verdict.rule, reasons }));
  }
  for (const { detector } of failures) {
    alerts.push(alert(source, { kind: AlertKind.DETECTOR_FAILED, detector }));
  }
  return alerts.slice(0, alertsMax);
}

const none: readonly EventDraft[] = [];
const prefix = 'alert:';
const alerted = ['ALERTED'] as const;

const mayAlert = ({ obligations, reasons }: Verdict): boolean =>
  reasons.includes('RULE_FAILED') || obligations.some((obligation) => obligation.startsWith(prefix));

function alert(
  { requestId, envelope }: AlertSource,
  {
    kind,
    rule = '',
    reasons = [],
    detector = '',
  }: {
    readonly kind: AlertKind;
    readonly rule?: string;
    readonly reasons?: string[];
    readonly detector?: string;
  },
): EventDraft {
  return {
    envelope,
    body: { $case: 'alertRaised', value: { requestId, kind, rule, reasons, detector } },
    payloads: [],
  };
}
