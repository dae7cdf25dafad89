/** People and programs by the issuer that knows them, and who of them has a part in a request. */

/** Somebody at an issuer. Two accounts or channels of one person lead to one of these. */
export interface Person {
  readonly issuer: string;
  readonly subject: string;
}

/** Who asked: the verified caller of the held request. */
export interface Requester extends Person {
  /** Empty when the caller is the subject itself. */
  readonly agent: string;
  /** Delegation chain, the nearest actor first; an empty issuer is the requester's own. */
  readonly act: readonly Person[];
  readonly groups: readonly string[];
  readonly tokenId: string;
}

/** Equal for equal people. */
export function personKey({ issuer, subject }: Person): string {
  return JSON.stringify([issuer, subject]);
}

export function samePerson(one: Person, other: Person): boolean {
  return one.issuer === other.issuer && one.subject === other.subject;
}

export type Part = 'requester' | 'agent' | 'delegate';

/**
 * The part somebody has in a request, which keeps them from answering it: they asked, they are the agent that asked, or they
 * are in the chain it runs on behalf of. Where a token does not say who knows an actor, every issuer counts.
 */
export function partIn(requester: Requester, person: Person): Part | undefined {
  if (samePerson(requester, person)) return 'requester';
  if (requester.agent !== '' && requester.agent === person.subject) return 'agent';
  const inChain = requester.act.some(
    ({ issuer, subject }) => subject === person.subject && (issuer === '' || issuer === person.issuer),
  );
  return inChain ? 'delegate' : undefined;
}
