/** Spending a permit for what waits, and the event that says so. */
import type { EventDraft } from '../ports/recorder.js';
import type { Spending } from '../ports/control-link.js';
import type { Permit, Waited } from './held-table.js';

const ids = (permit: Permit): { readonly approvalId: string; readonly grantId: string } => ({
  approvalId: permit.kind === 'approval' ? permit.approvalId : '',
  grantId: permit.kind === 'grant' ? permit.grantId : '',
});

export const spendingOf = ({ requestId, bound, granted }: Waited, permit: Permit): Spending => ({
  ...ids(permit),
  requestId,
  requestSha256: Buffer.from(bound.requestSha256),
  shapeSha256: Buffer.from(granted.shapeSha256),
  bearer: bound.bearer,
});

/** @param isCall whether it is a tool call of an answer */
export const releasedDraft = (
  envelope: EventDraft['envelope'],
  { requestId, bound }: Waited,
  permit: Permit,
  isCall: boolean,
): EventDraft => ({
  envelope,
  body: {
    $case: 'requestReleased',
    value: { ...ids(permit), requestId, requestSha256: Buffer.from(bound.requestSha256), isCall },
  },
  payloads: [],
});
