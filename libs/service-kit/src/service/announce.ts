/** Tells whoever started the process where it listens and when it is ready: a log line, and a message over IPC. */
import type { Logger } from 'pino';
import type { ListenerKind } from './service-definition.js';

export type Addresses = Readonly<Partial<Record<ListenerKind, string>>>;

/** What a parent with an IPC channel gets. */
export type Announcement = ({ readonly type: 'listening' } & Addresses) | { readonly type: 'ready' };

export type SendToParent = (message: Announcement) => void;

export function announceListening(addresses: Addresses, log: Logger, send: SendToParent): void {
  log.info({ event: 'listening', ...addresses }, 'listening');
  send({ type: 'listening', ...addresses });
}

export function announceReady(log: Logger, send: SendToParent): void {
  log.info({ event: 'ready' }, 'ready');
  send({ type: 'ready' });
}

/** Sends over the IPC channel of this process, if it has one that is still open. */
export const sendToParent: SendToParent = (message) => {
  if (process.connected) process.send?.(message);
};
