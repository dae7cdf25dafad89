/** Slack's signature of a request, version 0 (`/authentication/verifying-requests-from-slack`), and forgeries of it. */
import { createHmac } from 'node:crypto';
import type { Forgery } from './parcel.js';

/** The receiver must refuse what is older than five minutes; one more makes it certain. */
const staleS = 6 * 60;

export function signatureHeaders(
  signingSecret: string,
  body: string,
  nowMs: number,
  forgery?: Forgery,
): Readonly<Record<string, string>> {
  const shiftS = forgery === 'stale' ? -staleS : forgery === 'ahead' ? staleS : 0;
  const timestamp = String(Math.floor(nowMs / 1000) + shiftS);
  if (forgery === 'no-signature') return { 'x-slack-request-timestamp': timestamp };
  const secret = forgery === 'wrong-signature' ? `not ${signingSecret}` : signingSecret;
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}
