/** Who calls, and in which role: as the policy document says, followed as it changes. */
import { openCallersOfFile } from '@sallyport/identity/policy-file/callers-of-file';
import type { CallersOfFile } from '@sallyport/identity/policy-file/callers-of-file';
import type { ServiceContext } from '@sallyport/service-kit/service/service-definition';
import type { ApprovalEnv } from './approval.env.js';

/** Undefined without a policy document: nobody can be verified then. */
export async function policyCallers({
  env,
  lifecycle,
  log,
}: ServiceContext<ApprovalEnv>): Promise<CallersOfFile | undefined> {
  if (env.SALLYPORT_CONFIG === undefined) {
    log.warn('no SALLYPORT_CONFIG: nobody can be verified, so there is no REST of approvals');
    return undefined;
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
  return callers;
}
