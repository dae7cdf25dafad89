/** Session ids that every replica derives alike, without asking another one. */
import { hash } from 'node:crypto';

/** Whose session it is. The agent is part of it: two agents of one person do not share a session. */
export interface SessionOwner {
  readonly issuer: string;
  readonly subject: string;
  readonly agent: string;
}

/** 22 characters of base64url hold 132 bits: no two sessions meet by chance, and none can be found by trying. */
const idCharacters = 22;

/** The parts are encoded as JSON, so that no two different lists of parts read alike. */
function derive(prefix: string, ...parts: readonly (string | number)[]): string {
  return `${prefix}_${hash('sha256', JSON.stringify([prefix, ...parts]), 'base64url').slice(0, idCharacters)}`;
}

/** A session the client named. The name is bound to its owner: the same name of somebody else is another session. */
export function namedSessionId(owner: SessionOwner, name: string): string {
  return derive('ses', owner.issuer, owner.subject, owner.agent, 'name', name);
}

/** Start of the window that holds `nowMs`. Windows are counted from 1970, so that all replicas cut at the same moment. */
export function windowStartMs(nowMs: number, windowMs: number): number {
  return Math.floor(nowMs / windowMs) * windowMs;
}

/** The session of all calls that name none: one per owner and window. */
export function windowSessionId(owner: SessionOwner, startMs: number, windowMs: number): string {
  return derive('ses', owner.issuer, owner.subject, owner.agent, 'window', startMs, windowMs);
}

/** Where refusals of callers without an identity are kept together: one per source network and window. */
export function sourceSessionId(network: string, startMs: number): string {
  return derive('src', network, startMs);
}
