/** Signs a message as Standard Webhooks says (standardwebhooks.com, specification 1.0): HMAC-SHA256 over id, time and body. */
import { createHmac } from 'node:crypto';

/** Headers of a message. `id` is the same for every attempt, so that the receiver can tell repetitions. */
export function webhookHeaders(
  secret: string,
  id: string,
  body: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    ...{ 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
  };
}
