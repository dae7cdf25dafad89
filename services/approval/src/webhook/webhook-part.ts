/** The webhook as a part of the service, where it is configured. */
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { ApprovalEnv } from '../approval.env.js';
import { WebhookSender } from './webhook-sender.js';
import type { WebhookSenderOptions } from './webhook-sender.js';

/** @throws StartError when only one of its variables is set */
export function webhookPart(
  env: Pick<ApprovalEnv, 'SALLYPORT_WEBHOOK_URL' | 'SALLYPORT_WEBHOOK_SECRET'>,
  of: Omit<WebhookSenderOptions, 'url' | 'secret'>,
): readonly WebhookSender[] {
  const { SALLYPORT_WEBHOOK_URL: url, SALLYPORT_WEBHOOK_SECRET: secret } = env;
  if (url === undefined && secret === undefined) return [];
  if (url === undefined || secret === undefined)
    throw new StartError('usage', 'SALLYPORT_WEBHOOK_URL and SALLYPORT_WEBHOOK_SECRET need each other');
  return [new WebhookSender({ ...of, url, secret })];
}
