/** What Slack sends to see whether an app is there: over HTTP only. */
import { verificationToken } from '../state/slack-state.js';
import type { Parcel } from './parcel.js';

/** Now and then, and without a signature (`/interactivity/implementing-slash-commands`): deliver as `no-signature`. */
export const sslCheck: Parcel = {
  kind: 'slash_commands',
  payload: { ssl_check: '1', token: verificationToken },
  acceptsAnswer: false,
};

/** When a request URL is entered in the app's settings; the app answers with the challenge. */
export const urlVerification = (challenge: string): Parcel => ({
  kind: 'events_api',
  payload: { type: 'url_verification', token: verificationToken, challenge },
  acceptsAnswer: true,
});
