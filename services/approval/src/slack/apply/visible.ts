/** Which questions somebody is shown: those they may answer, are told of or have asked; administrators all. */
import { samePerson } from '../../core/person.js';
import { answeringGroups } from '../../core/requirement.js';
import type { Approval } from '../../core/approval.js';
import type { Link } from '../identity/link-rows.js';
import type { SlackRoles } from './context.js';

export function mayAnswer({ asked }: Approval, groups: readonly string[]): boolean {
  return answeringGroups(asked.requirement).some((group) => groups.includes(group));
}

export function maySee(approval: Approval, link: Link, roles: SlackRoles): boolean {
  const { requester, requirement } = approval.asked;
  return (
    mayAnswer(approval, link.groups) ||
    requirement.escalationGroups.some((group) => link.groups.includes(group)) ||
    samePerson(requester, link) ||
    roles.isAdmin(link.groups)
  );
}
