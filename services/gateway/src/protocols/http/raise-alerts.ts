/** Alerts become events of their own; one that cannot be recorded is counted. */
import type { DetectorFailure } from '@sallyport/masking/engine/scanner';
import type { Verdict } from '@sallyport/policy/verdict';
import { alertsOf, type AlertSource } from '../../core/alerts.js';
import type { Door } from './door.js';

export function raiseAlerts(
  { recorder, counters }: Pick<Door, 'recorder' | 'counters'>,
  source: AlertSource,
  verdict: Verdict | undefined,
  failures: readonly DetectorFailure[] = [],
): void {
  for (const alert of alertsOf(source, verdict, failures)) {
    recorder.record(alert).catch(() => counters.eventsLost++);
  }
}
