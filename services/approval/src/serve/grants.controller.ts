/** `/v1/grants`: what people permitted beyond one request, and its end. */
import { Controller, Delete, Get, Inject, Param, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@sallyport/identity/caller';
import type { Roles } from '@sallyport/policy/document/roles';
import { timeText } from '@sallyport/recording/event-view';
import { page } from '@sallyport/service-kit/rest/page';
import type { Page } from '@sallyport/service-kit/rest/page';
import { readQuery } from '@sallyport/service-kit/rest/read-query';
import { DATABASE } from '@sallyport/service-kit/service/tokens';
import type { DataSource } from 'typeorm';
import type { ApprovalDesk } from '../apply/approval-desk.js';
import type { Bearer } from '../core/bearer.js';
import type { Grant } from '../core/grant.js';
import { listGrants } from '../store/read-approvals.js';
import { takerOf } from './callers.js';
import { isId } from './ids.js';
import { Answers, Parameters } from './openapi-routes.js';
import { grantSchema, pageOf } from './openapi-schemas.js';
import { cursorText, grantsQuery } from './query.js';
import { mustBeDone, refusal } from './refusal-answer.js';
import { AnyoneGuard, Person, ReaderGuard } from './role.guard.js';
import { APPROVAL_DESK, ROLES } from './tokens.js';

interface GrantView {
  readonly id: string;
  readonly approvalId: string;
  readonly identity: Bearer;
  readonly connection: string;
  readonly rule: string;
  readonly shape: string;
  readonly expires: string;
  readonly uses: number;
  readonly usesMax: number;
  /** Why it ended; absent while it stands. */
  readonly ended?: string;
}

@ApiTags('grants')
@ApiBearerAuth()
@Controller('v1/grants')
export class GrantsController {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(APPROVAL_DESK) private readonly desk: ApprovalDesk,
    @Inject(ROLES) private readonly roles: () => Roles,
  ) {}

  @Get()
  @UseGuards(ReaderGuard)
  @ApiOperation({ summary: 'Grants, those that end last first' })
  @Parameters('ended', 'limit', 'cursor')
  @Answers()
  @ApiOkResponse({ schema: pageOf(grantSchema) })
  async list(@Query() query: unknown): Promise<Page<GrantView>> {
    const { ended, limit, cursor } = readQuery(grantsQuery, query);
    const found = await listGrants(this.database, ended, limit + 1, cursor);
    return page(found, limit, grantView, ({ expiresUs, id }) => cursorText({ atUs: expiresUs, id }));
  }

  @Delete(':id')
  @UseGuards(AnyoneGuard)
  @ApiOperation({
    summary: 'Revokes a grant: no request is released by it from now on',
    description: 'For whoever could answer the approval it came from, and for administrators.',
  })
  @Answers()
  @ApiOkResponse({ schema: grantSchema })
  async revoke(@Param('id') id: string, @Person() caller: Caller): Promise<GrantView> {
    if (!isId(id)) throw refusal('UNKNOWN');
    return grantView(mustBeDone(await this.desk.revokeGrant(id, takerOf(caller, this.roles()))).grant);
  }
}

function grantView(grant: Grant): GrantView {
  const { id, approvalId, bearer, connection, rule, shape, expiresUs, uses, usesMax, ended } = grant;
  return {
    ...{ id, approvalId, identity: bearer, connection, rule, shape: shape.summary },
    ...{ expires: timeText(expiresUs), uses, usesMax },
    ...(ended !== undefined && { ended }),
  };
}
