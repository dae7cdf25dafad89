/** `/v1/approvals`: what waits for people, what it is about, and their answers. */
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@sallyport/identity/caller';
import type { Roles } from '@sallyport/policy/document/roles';
import { page } from '@sallyport/service-kit/rest/page';
import type { Page } from '@sallyport/service-kit/rest/page';
import { readQuery } from '@sallyport/service-kit/rest/read-query';
import { DATABASE } from '@sallyport/service-kit/service/tokens';
import type { DataSource } from 'typeorm';
import type { ApprovalDesk } from '../apply/approval-desk.js';
import { answeringGroups } from '../core/requirement.js';
import type { ApprovalStanding } from '../core/states.js';
import { sentenceOf, slackProblems } from '../slack/store/problems.js';
import { findApproval, listApprovals } from '../store/read-approvals.js';
import type { ShownApproval } from '../store/read-approvals.js';
import { approvalView, contentView } from './approval-view.js';
import type { ApprovalView, ContentView } from './approval-view.js';
import { groupsSeenBy, takerOf, voterOf } from './callers.js';
import { isId } from './ids.js';
import { Answers, Parameters, bodyOf } from './openapi-routes.js';
import { approvalsPageSchema, approvalSchema, shownApprovalSchema, voteSchema } from './openapi-schemas.js';
import type { stateNames } from './query.js';
import { approvalsQuery, cursorText, voteBody } from './query.js';
import { mustBeDone, refusal } from './refusal-answer.js';
import { AnyoneGuard, Person } from './role.guard.js';
import { APPROVAL_DESK, ROLES } from './tokens.js';

/** With what keeps people from being told of them. */
interface ApprovalsPage extends Page<ApprovalView> {
  readonly alerts?: readonly string[];
}

@ApiTags('approvals')
@ApiBearerAuth()
@Controller('v1/approvals')
export class ApprovalsController {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(APPROVAL_DESK) private readonly desk: ApprovalDesk,
    @Inject(ROLES) private readonly roles: () => Roles,
  ) {}

  @Get()
  @UseGuards(AnyoneGuard)
  @ApiOperation({
    summary: 'Approvals, the latest asked first',
    description:
      'All of them for approvers, administrators and auditors; for others those that they may answer.',
  })
  @Parameters('state', 'session', 'identity', 'connection', 'rule', 'limit', 'cursor')
  @Answers()
  @ApiOkResponse({ schema: approvalsPageSchema })
  async list(@Query() query: unknown, @Person() caller: Caller): Promise<ApprovalsPage> {
    const { state, limit, cursor, session, identity, connection, rule } = readQuery(approvalsQuery, query);
    const answeredBy = groupsSeenBy(caller, this.roles());
    const filter = {
      standings: state && standingsOf(state),
      session,
      identity,
      connection,
      rule,
      answeredBy,
    };
    const found = await listApprovals(this.database, filter, limit + 1, cursor);
    const shown = page(found, limit, approvalView, ({ approval }) =>
      cursorText({ atUs: approval.asked.askedUs, id: approval.id }),
    );
    const alerts = (await slackProblems(this.database)).map(sentenceOf);
    return { ...shown, ...(alerts.length > 0 && { alerts }) };
  }

  @Get(':id')
  @UseGuards(AnyoneGuard)
  @ApiOperation({
    summary: 'One approval, by its id or that of a request that waits for it, with what would run, masked',
  })
  @Answers()
  @ApiOkResponse({ schema: shownApprovalSchema })
  async one(
    @Param('id') id: string,
    @Person() caller: Caller,
  ): Promise<ApprovalView & { readonly content: ContentView }> {
    const found = await this.find(id);
    const seen = groupsSeenBy(caller, this.roles());
    const groups = answeringGroups(found.approval.asked.requirement);
    if (seen !== undefined && !groups.some((group) => seen.includes(group))) throw refusal('UNKNOWN');
    return { ...approvalView(found), content: contentView(found) };
  }

  @Post(':id/votes')
  @HttpCode(200)
  @UseGuards(AnyoneGuard)
  @ApiOperation({
    summary: 'Approves or denies, or takes the vote back; a later vote takes the place of an earlier one',
  })
  @Answers()
  @bodyOf(voteSchema)
  @ApiOkResponse({ schema: approvalSchema })
  async vote(
    @Param('id') id: string,
    @Body() body: unknown,
    @Person() caller: Caller,
  ): Promise<ApprovalView> {
    const { choice, reason, grant } = readQuery(voteBody, body);
    const approvalId = (await this.find(id)).approval.id;
    const voter = voterOf(caller);
    const bounds = grant && {
      ...(grant.durationMs !== undefined && { durationMs: grant.durationMs }),
      ...(grant.uses !== undefined && { uses: grant.uses }),
    };
    mustBeDone(
      choice === 'withdraw'
        ? await this.desk.withdraw(approvalId, voter, 'rest')
        : await this.desk.vote(approvalId, {
            voter,
            choice,
            reason,
            channel: 'rest',
            ...(bounds && { bounds }),
          }),
    );
    return approvalView(await this.find(approvalId));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @UseGuards(AnyoneGuard)
  @ApiOperation({
    summary: 'Cancels what waits, revokes what was approved',
    description: 'For who asked, for whoever could answer, and for administrators.',
  })
  @Answers()
  @ApiOkResponse({ schema: approvalSchema })
  async cancel(@Param('id') id: string, @Person() caller: Caller): Promise<ApprovalView> {
    const approvalId = (await this.find(id)).approval.id;
    mustBeDone(await this.desk.takeBack(approvalId, takerOf(caller, this.roles())));
    return approvalView(await this.find(approvalId));
  }

  private async find(id: string): Promise<ShownApproval> {
    const found = isId(id) ? await findApproval(this.database, id) : undefined;
    if (found === undefined) throw refusal('UNKNOWN');
    return found;
  }
}

function standingsOf(state: (typeof stateNames)[number]): readonly ApprovalStanding[] {
  return state === 'pending' ? ['pending', 'unattended'] : [state];
}
