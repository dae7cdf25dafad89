/** The REST interface: its controllers, and who may ask them what, as the policy document says. */
import type { ModuleMetadata } from '@nestjs/common';
import type { CallersOfFile } from '@sallyport/identity/policy-file/callers-of-file';
import { createRestGuard } from '@sallyport/identity/rest-guard';
import type { RestGuardOptions } from '@sallyport/identity/rest-guard';
import type { ApprovalDesk } from '../apply/approval-desk.js';
import type { LockDesk } from '../apply/lock-desk.js';
import { ApprovalsController } from './approvals.controller.js';
import { GrantsController } from './grants.controller.js';
import { LocksController } from './locks.controller.js';
import { ADMINS, ANYONE, APPROVAL_DESK, LOCK_DESK, READERS, ROLES } from './tokens.js';

export interface ApprovalRestOptions {
  readonly callers: CallersOfFile;
  readonly desk: ApprovalDesk;
  readonly locks: LockDesk;
}

export function approvalRest({ callers, desk, locks }: ApprovalRestOptions): ModuleMetadata {
  const roles = callers.roles.bind(callers);
  const guard = (
    token: symbol,
    groups: RestGuardOptions['groups'],
  ): { provide: symbol; useValue: unknown } => ({
    provide: token,
    useValue: createRestGuard({ verifier: callers.verifier, groups }),
  });
  return {
    controllers: [ApprovalsController, GrantsController, LocksController],
    providers: [
      guard(READERS, () => [...roles().approver, ...roles().admin, ...roles().auditor]),
      guard(ADMINS, () => roles().admin),
      guard(ANYONE, () => 'anyone'),
      { provide: ROLES, useValue: roles },
      { provide: APPROVAL_DESK, useValue: desk },
      { provide: LOCK_DESK, useValue: locks },
    ],
  };
}
