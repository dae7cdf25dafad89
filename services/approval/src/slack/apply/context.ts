/** What applying an act needs of the service. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ApprovalDesk } from '../../apply/approval-desk.js';
import type { LockDesk } from '../../apply/lock-desk.js';
import type { LinkedPeople } from '../identity/linked-people.js';
import type { Logins } from '../identity/logins.js';
import type { PeopleOfSlack } from '../identity/people-of-slack.js';
import type { Conversation } from './conversation.js';

/** Groups by role, as the policy document says. */
export interface SlackRoles {
  isAdmin(groups: readonly string[]): boolean;
  /** Approvers, administrators and auditors are shown what stands, whoever it is of. */
  mayRead(groups: readonly string[]): boolean;
}

export interface Applying {
  readonly database: DataSource;
  readonly desk: ApprovalDesk;
  readonly locks: LockDesk;
  readonly conversation: Conversation;
  readonly admitted: PeopleOfSlack;
  readonly people: LinkedPeople;
  readonly logins: Logins;
  readonly roles: SlackRoles;
  readonly log: Logger;
}
