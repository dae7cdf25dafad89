/** The REST interface: its controllers, and who may ask them what, as the policy document says. */
import type { ModuleMetadata } from '@nestjs/common';
import { openCallersOfFile } from '@sallyport/identity/policy-file/callers-of-file';
import { createRestGuard } from '@sallyport/identity/rest-guard';
import type { RestGuardOptions } from '@sallyport/identity/rest-guard';
import type { ServiceContext } from '@sallyport/service-kit/service/service-definition';
import type { ApprovalDesk } from '../apply/approval-desk.js';
import type { LockDesk } from '../apply/lock-desk.js';
import type { ApprovalEnv } from '../approval.env.js';
import { ApprovalsController } from './approvals.controller.js';
import { GrantsController } from './grants.controller.js';
import { LocksController } from './locks.controller.js';
import { ADMINS, ANYONE, APPROVAL_DESK, LOCK_DESK, READERS, ROLES, VOTERS } from './tokens.js';

/** Without a policy document nobody can be verified, and there is no REST of approvals. */
export async function approvalRest(
  { env, lifecycle, log }: ServiceContext<ApprovalEnv>,
  { desk, locks }: { readonly desk: ApprovalDesk; readonly locks: LockDesk },
): Promise<ModuleMetadata> {
  if (env.SALLYPORT_CONFIG === undefined) {
    log.warn('no SALLYPORT_CONFIG: nobody can be verified, so there is no REST of approvals');
    return {};
  }
  const callers = await openCallersOfFile({
    path: env.SALLYPORT_CONFIG,
    onRefused: (problems) =>
      log.error({ problems }, 'the changed policy document is refused; the last good one stays'),
    onKeysFailed: (issuer, err) => log.warn({ issuer, err }, 'keys of an issuer could not be fetched'),
  });
  lifecycle.add({
    name: 'policy document',
    start: () => Promise.resolve(),
    stop: () => {
      callers.close();
      return Promise.resolve();
    },
  });
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
      guard(VOTERS, () => [...roles().approver, ...roles().admin]),
      guard(ADMINS, () => roles().admin),
      guard(ANYONE, () => 'anyone'),
      { provide: ROLES, useValue: roles },
      { provide: APPROVAL_DESK, useValue: desk },
      { provide: LOCK_DESK, useValue: locks },
    ],
  };
}
