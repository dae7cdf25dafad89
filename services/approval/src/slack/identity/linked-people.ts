/** Whom people in Slack are, with their groups as the provider says now. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { personKey } from '../../core/person.js';
import type { Person } from '../../core/person.js';
import type { ReadGroups } from '../../core/ports/read-groups.js';
import type { Actor } from '../inbox/act.js';
import { linkOf, linksOfIdentity, lockLink, saveLink } from './link-rows.js';
import type { Link } from './link-rows.js';
import type { Provider } from './provider.js';
import type { Seal } from './seal.js';

export interface Known extends Person {
  readonly kind: 'known';
  readonly name: string;
  readonly groups: readonly string[];
  /** Somebody acts for them. */
  readonly delegated: boolean;
}

export type Whom = Known | { readonly kind: 'not-linked' | 'groups-unread' };

export interface LinkedPeopleOptions {
  readonly database: DataSource;
  readonly provider: Provider;
  readonly seal: Seal;
  readonly log: Logger;
}

export class LinkedPeople {
  constructor(private readonly options: LinkedPeopleOptions) {}

  /** As they were read last: for showing what waits, never for counting a vote. */
  async lastKnown(actor: Actor): Promise<Link | undefined> {
    return linkOf(this.options.database, actor);
  }

  /** The provider is asked each time: whoever lost a group or their account since does not count. */
  async whoIs(actor: Actor): Promise<Whom> {
    const { database, provider, seal, log } = this.options;
    return database.transaction(async (tx): Promise<Whom> => {
      const link = await lockLink(tx, actor);
      if (link === undefined) return { kind: 'not-linked' };
      const token = await seal.open(link.sealed);
      const fresh = token === undefined ? undefined : await provider.refresh(token);
      if (fresh?.kind !== 'logged-in') {
        log.warn(
          { why: fresh?.why ?? 'SEALED_BY_ANOTHER_KEY' },
          'the groups of a linked person cannot be read',
        );
        return { kind: 'groups-unread' };
      }
      const { issuer, subject, name, groups, act } = fresh.caller;
      if (issuer !== link.issuer || subject !== link.subject) return { kind: 'groups-unread' };
      await saveLink(tx, { ...link, name, groups, sealed: await seal.seal(fresh.refreshToken) });
      return { kind: 'known', issuer, subject, name, groups, delegated: act.length > 0 };
    });
  }

  /** For the outcome: of everybody, the groups that can be read; none where they cannot. */
  readonly readGroups: ReadGroups = async (people) => {
    const read = people.map(async (person) => [personKey(person), await this.groupsOf(person)] as const);
    return new Map(await Promise.all(read));
  };

  private async groupsOf(person: Person): Promise<readonly string[]> {
    for (const link of await linksOfIdentity(this.options.database, person)) {
      const whom = await this.whoIs(link);
      if (whom.kind === 'known') return whom.groups;
    }
    return [];
  }
}
