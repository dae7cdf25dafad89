/** Approvals that wait or may be used, found by the requests that wait for them and by what they are bound to. */
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Bearer, Decision } from '@sallyport/contracts/generated/sallyport/control/v1/control';

/** A request as approvals are bound to it: the same identity, session and bytes. */
export interface BoundRequest {
  readonly bearer: Bearer;
  readonly session: string;
  readonly requestSha256: Uint8Array;
}

const OPEN: ReadonlySet<ApprovalState> = new Set([ApprovalState.PENDING, ApprovalState.APPROVED]);

export function isOpen(decision: Decision): boolean {
  return OPEN.has(decision.state);
}

export class OpenDecisions {
  private readonly byId = new Map<string, Decision>();
  private readonly byRequest = new Map<string, string>();
  private readonly byBinding = new Map<string, string>();

  all(): readonly Decision[] {
    return [...this.byId.values()];
  }

  get(approvalId: string): Decision | undefined {
    return this.byId.get(approvalId);
  }

  put(decision: Decision): void {
    this.drop(decision.approvalId);
    this.byId.set(decision.approvalId, decision);
    for (const id of decision.requestIds) this.byRequest.set(id, decision.approvalId);
    const binding = bindingOf(decision);
    if (binding !== undefined) this.byBinding.set(binding, decision.approvalId);
  }

  drop(approvalId: string): void {
    const decision = this.byId.get(approvalId);
    if (decision === undefined) return;
    this.byId.delete(approvalId);
    for (const id of decision.requestIds)
      if (this.byRequest.get(id) === approvalId) this.byRequest.delete(id);
    const binding = bindingOf(decision);
    if (binding !== undefined && this.byBinding.get(binding) === approvalId) this.byBinding.delete(binding);
  }

  ofRequest(requestId: string): Decision | undefined {
    return this.byId.get(this.byRequest.get(requestId) ?? '');
  }

  bindingTo({ bearer, session, requestSha256 }: BoundRequest): Decision | undefined {
    return this.byId.get(this.byBinding.get(binding(bearer, session, requestSha256)) ?? '');
  }
}

function bindingOf({ bearer, session, requestSha256 }: Decision): string | undefined {
  return bearer && binding(bearer, session, requestSha256);
}

function binding(bearer: Bearer, session: string, sha256: Uint8Array): string {
  return JSON.stringify([
    ...[bearer.issuer, bearer.subject, bearer.agent, session],
    Buffer.from(sha256).toString('base64'),
  ]);
}
