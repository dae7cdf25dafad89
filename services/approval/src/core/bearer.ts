/** Who an approval or a grant is for: subject and agent, as gateways know them. */
import type { Person, Requester } from './person.js';

export interface Bearer extends Person {
  /** Empty when the subject acts itself. */
  readonly agent: string;
}

export function requesterBearer({ issuer, subject, agent }: Requester): Bearer {
  return { issuer, subject, agent };
}

export function sameBearer(one: Bearer, other: Bearer): boolean {
  return one.issuer === other.issuer && one.subject === other.subject && one.agent === other.agent;
}
