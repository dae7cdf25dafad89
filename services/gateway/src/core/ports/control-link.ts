/** The approval service as a gateway hears and asks it. Real: `control/`. */
import type {
  ConsumeApprovalRequest,
  ConsumeOutcome,
  Decision,
  ReportAppliedRequest,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { Change, ControlState } from '@sallyport/control/state/control-state';

/** Who spends what for which request; the link adds its replica. */
export type Spending = Omit<ConsumeApprovalRequest, 'replica'>;

export interface ControlLink {
  /** What was stated so far: verified, and in order. */
  readonly state: ControlState;
  /** Milliseconds since the last sign of life; infinite before the first snapshot. */
  silentMs(): number;
  /** The newest decision on an approval, by its id or that of a request that waits for it; undefined where none is known. */
  decisionOn(id: string): Promise<Decision | undefined>;
  /** Undefined where the service cannot be asked, or its answer does not verify: nothing may be released then. */
  consume(spending: Spending): Promise<ConsumeOutcome | undefined>;
  /** Tells what a lock ended here; told again until it is taken. */
  reportApplied(report: Omit<ReportAppliedRequest, 'replica'>): void;
  /** Called after each change of the state. */
  onChange(listener: (changes: readonly Change[]) => void): void;
}
