/** What people and gateways ask of approvals and grants: the one place that REST, gRPC and Slack call. */
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { DataSource } from 'typeorm';
import type { Approval } from '../core/approval.js';
import type { Bearer } from '../core/bearer.js';
import { castVote } from '../core/cast-vote.js';
import type { CastVote, Voter } from '../core/cast-vote.js';
import { consumeApproval } from '../core/consume-approval.js';
import type { NotSpent, Spend } from '../core/consume-approval.js';
import { decide } from '../core/command.js';
import type { Command } from '../core/command.js';
import { endGrant, useGrant } from '../core/grant.js';
import type { Grant } from '../core/grant.js';
import { samePerson } from '../core/person.js';
import type { Person } from '../core/person.js';
import type { ReadGroups } from '../core/ports/read-groups.js';
import { refused } from '../core/refusal.js';
import type { Refused } from '../core/refusal.js';
import { answeringGroups } from '../core/requirement.js';
import type { Result } from '../core/result.js';
import type { FreshGroups } from '../core/settle.js';
import { rereadTriesMax } from '../limits.js';
import { lockApproval } from '../store/approval-rows.js';
import { hasUsed, insertUse, lockGrant } from '../store/grant-rows.js';
import { lockOn } from './lock-on.js';
import { lockableOf } from './lockable.js';
import { inTransaction } from './work.js';
import type { Work } from './work.js';

export interface DeskOptions {
  readonly database: DataSource;
  readonly newId: NewId;
  /** A new id for a grant. */
  readonly newGrantId: () => string;
  readonly readGroups: ReadGroups;
}

export type Ballot = Omit<CastVote, 'kind' | 'fresh' | 'grantId'>;

export type DeskAnswer = { readonly kind: 'done'; readonly approval: Approval } | Refused;
export type GrantAnswer = { readonly kind: 'done'; readonly grant: Grant } | Refused;

/** Somebody who takes back what is not theirs to decide alone. */
export interface Taker extends Person {
  readonly groups: readonly string[];
  /** Administrators may take back anything. */
  readonly admin: boolean;
}

export interface UseOfGrant {
  readonly grantId: string;
  readonly requestId: string;
  readonly shapeSha256: string;
  readonly bearer: Bearer;
  readonly replica: string;
}

export class ApprovalDesk {
  constructor(private readonly options: DeskOptions) {}

  /** A vote; where it decides, groups of the provider are read again first, outside of the transaction. */
  async vote(approvalId: string, ballot: Ballot): Promise<DeskAnswer> {
    let fresh: FreshGroups = new Map();
    for (let tries = 0; tries < rereadTriesMax; tries++) {
      const command: CastVote = { kind: 'vote', ...ballot, fresh, grantId: this.options.newGrantId() };
      const answer = await this.run(async (work) => {
        const locked = await work.lock(approvalId);
        if (locked === undefined) return refused('UNKNOWN');
        const { approval: before, nowUs } = locked;
        const result = castVote(before, command, nowUs);
        await work.take(before, result, nowUs);
        if (result.kind === 'reread') return result;
        return result.kind === 'done'
          ? { kind: 'done' as const, approval: result.approval }
          : refusalOf(result);
      });
      if (answer.kind !== 'reread') return answer;
      fresh = new Map([...fresh, ...(await this.options.readGroups(answer.people))]);
    }
    throw new Error('the voters kept changing while their groups were read');
  }

  async withdraw(approvalId: string, voter: Voter, channel: Ballot['channel']): Promise<DeskAnswer> {
    return this.command(approvalId, () => ({ kind: 'withdraw', voter: personOf(voter), channel }));
  }

  /** Cancels what waits, revokes what was approved; who asked may, whoever could answer, and administrators. */
  async takeBack(approvalId: string, by: Taker): Promise<DeskAnswer> {
    return this.command(approvalId, ({ asked }) => {
      const mine = samePerson(asked.requester, by);
      const answers = answeringGroups(asked.requirement).some((group) => by.groups.includes(group));
      return mine || answers || by.admin ? { kind: 'take-back', by: personOf(by) } : refused('NOT_YOURS');
    });
  }

  /** Spends an approval for one request; a lock that stands wins over any yes. */
  async consume(approvalId: string, spend: Spend): Promise<'consumed' | NotSpent> {
    return this.run(async (work) => {
      const locked = await work.lock(approvalId);
      if (locked === undefined) return 'unknown';
      const { approval: before, nowUs } = locked;
      const result = consumeApproval(before, spend, nowUs);
      if (result.kind !== 'consumed' || result.done === undefined) return result.kind;
      if ((await lockOn(work.tx, lockableOf(before.asked))) !== undefined) return 'not-approved';
      await work.take(before, result.done, nowUs);
      return 'consumed';
    });
  }

  async useGrant(use: UseOfGrant): Promise<'consumed' | NotSpent> {
    return this.run(async (work) => {
      const before = await lockGrant(work.tx, use.grantId);
      if (before === undefined) return 'unknown';
      const nowUs = await work.nowUs();
      const known = await hasUsed(work.tx, before.id, use.requestId);
      const result = useGrant(before, { ...use, known }, nowUs);
      if (result.kind !== 'consumed' || result.done === undefined) return result.kind;
      await insertUse(work.tx, use, nowUs);
      await work.takeGrant(before, result.done, nowUs);
      return 'consumed';
    });
  }

  /** Approvers of the request that the grant came from, and administrators, may end it. */
  async revokeGrant(grantId: string, by: Taker): Promise<GrantAnswer> {
    return this.run(async (work) => {
      const before = await lockGrant(work.tx, grantId);
      if (before === undefined) return refused('UNKNOWN');
      if (!by.admin && !(await this.answers(work, before.approvalId, by))) return refused('NOT_YOURS');
      const result = endGrant(before, 'revoked', personOf(by));
      if (result.kind === 'refused') return result;
      await work.takeGrant(before, result, await work.nowUs());
      return { kind: 'done', grant: result.grant };
    });
  }

  private async answers(work: Work, approvalId: string, by: Taker): Promise<boolean> {
    const approval = await lockApproval(work.tx, approvalId);
    const groups = approval === undefined ? [] : answeringGroups(approval.asked.requirement);
    return groups.some((group) => by.groups.includes(group));
  }

  private async command(
    approvalId: string,
    make: (approval: Approval) => Command | Refused,
  ): Promise<DeskAnswer> {
    return this.run(async (work) => {
      const locked = await work.lock(approvalId);
      if (locked === undefined) return refused('UNKNOWN');
      const { approval: before, nowUs } = locked;
      const command = make(before);
      if (command.kind === 'refused') return command;
      const result = decide(before, command, nowUs);
      await work.take(before, result, nowUs);
      if (result.kind === 'refused') return refusalOf(result);
      return { kind: 'done', approval: result.kind === 'done' ? result.approval : before };
    });
  }

  private run<Answer>(work: (one: Work) => Promise<Answer>): Promise<Answer> {
    return inTransaction(this.options.database, this.options.newId, work);
  }
}

function personOf({ issuer, subject }: Person): Person {
  return { issuer, subject };
}

function refusalOf(result: Extract<Result, { kind: 'refused' | 'unchanged' }>): Refused {
  return refused(result.kind === 'refused' ? result.code : 'NOT_OPEN');
}
