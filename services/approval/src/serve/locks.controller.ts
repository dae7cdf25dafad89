/** `/v1/locks`: standing noes, and `/v1/sessions/{id}/kill`, which is one on a session. */
import { Body, Controller, Delete, Get, Inject, Param, Post, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@sallyport/identity/caller';
import { timeText } from '@sallyport/recording/event-view';
import { page } from '@sallyport/service-kit/rest/page';
import type { Page } from '@sallyport/service-kit/rest/page';
import { readQuery } from '@sallyport/service-kit/rest/read-query';
import { DATABASE } from '@sallyport/service-kit/service/tokens';
import type { DataSource } from 'typeorm';
import type { LockDesk, WantedLock } from '../apply/lock-desk.js';
import type { Person as SomePerson } from '../core/person.js';
import { listLocks } from '../store/read-approvals.js';
import type { ShownLock } from '../store/read-approvals.js';
import { isId } from './ids.js';
import { Answers, Parameters, bodyOf } from './openapi-routes.js';
import { killSchema, lockSchema, pageOf, wantedLockSchema } from './openapi-schemas.js';
import { cursorText, killBody, lockBody, locksQuery } from './query.js';
import { mustBeDone, refusal } from './refusal-answer.js';
import { AdminGuard, Person, ReaderGuard } from './role.guard.js';
import { LOCK_DESK } from './tokens.js';

interface LockView {
  readonly id: string;
  readonly target: string;
  readonly value: string;
  readonly issuer?: string;
  readonly placed: string;
  readonly placedBy?: SomePerson;
  readonly findingId?: string;
  /** Absent: until it is lifted. */
  readonly expires?: string;
  readonly terminateLive: boolean;
  readonly reason: string;
  readonly lifted: boolean;
  readonly applied: ShownLock['applied'];
}

@ApiTags('locks')
@ApiBearerAuth()
@Controller('v1')
export class LocksController {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(LOCK_DESK) private readonly desk: LockDesk,
  ) {}

  @Get('locks')
  @UseGuards(ReaderGuard)
  @ApiOperation({ summary: 'Locks, the latest placed first, and what gateways ended because of each' })
  @Parameters('lifted', 'limit', 'cursor')
  @Answers()
  @ApiOkResponse({ schema: pageOf(lockSchema) })
  async list(@Query() query: unknown): Promise<Page<LockView>> {
    const { lifted, limit, cursor } = readQuery(locksQuery, query);
    const found = await listLocks(this.database, lifted, limit + 1, cursor);
    return page(found, limit, lockView, ({ lock }) => cursorText({ atUs: lock.placedUs, id: lock.id }));
  }

  @Post('locks')
  @UseGuards(AdminGuard)
  @ApiOperation({ summary: 'Places a lock: what is live under it ends, unless terminateLive is false' })
  @Answers()
  @bodyOf(wantedLockSchema)
  @ApiCreatedResponse({ schema: lockSchema })
  place(@Body() body: unknown, @Person() { issuer, subject }: Caller): Promise<LockView> {
    const { lastsMs, ...lock } = readQuery(lockBody, body);
    return this.lock({ ...lock, ...(lastsMs !== undefined && { lastsMs }), by: { issuer, subject } });
  }

  @Delete('locks/:id')
  @UseGuards(AdminGuard)
  @ApiOperation({ summary: 'Lifts a lock' })
  @Answers()
  @ApiOkResponse({ schema: lockSchema })
  async lift(@Param('id') id: string, @Person() { issuer, subject }: Caller): Promise<LockView> {
    if (!isId(id)) throw refusal('UNKNOWN');
    const { lock } = mustBeDone(await this.desk.lift(id, { issuer, subject }));
    return lockView({ lock, applied: [] });
  }

  @Post('sessions/:id/kill')
  @UseGuards(AdminGuard)
  @ApiOperation({ summary: 'Ends a session: a lock on it that ends what is live' })
  @Answers()
  @bodyOf(killSchema)
  @ApiCreatedResponse({ schema: lockSchema })
  kill(
    @Param('id') value: string,
    @Body() body: unknown,
    @Person() { issuer, subject }: Caller,
  ): Promise<LockView> {
    const { lastsMs, ...rest } = readQuery(lockBody, {
      target: 'session',
      value,
      ...readQuery(killBody, body ?? {}),
    });
    return this.lock({ ...rest, ...(lastsMs !== undefined && { lastsMs }), by: { issuer, subject } });
  }

  private async lock(wanted: WantedLock): Promise<LockView> {
    return lockView({ lock: mustBeDone(await this.desk.place(wanted)).lock, applied: [] });
  }
}

function lockView({ lock, applied }: ShownLock): LockView {
  const {
    id,
    target,
    value,
    issuer,
    placedUs,
    placedBy,
    findingId,
    expiresUs,
    terminateLive,
    reason,
    lifted,
  } = lock;
  return {
    ...{ id, target, value, ...(issuer !== '' && { issuer }) },
    ...{ placed: timeText(placedUs), ...(placedBy && { placedBy }), ...(findingId !== '' && { findingId }) },
    ...(expiresUs > 0 && { expires: timeText(expiresUs) }),
    ...{ terminateLive, reason, lifted, applied },
  };
}
