/** `/v1/sessions`: the list, one session, and its replay. */
import {
  BadRequestException,
  Controller,
  Get,
  HttpException,
  Inject,
  NotFoundException,
  Param,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { Caller } from '@sallyport/identity/caller';
import { page } from '@sallyport/service-kit/rest/page';
import type { Page } from '@sallyport/service-kit/rest/page';
import { readQuery } from '@sallyport/service-kit/rest/read-query';
import { isStorableText } from '@sallyport/service-kit/rest/storable-text';
import { DATABASE } from '@sallyport/service-kit/service/tokens';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { findSession, searchSessions } from '../store/read-sessions.js';
import type { ListedSession, SessionView } from '../store/read-sessions.js';
import { placeOf } from '../store/read-records.js';
import { readHeads } from '../store/read-status.js';
import { SessionTeller } from '../store/tell-session.js';
import { QueryParameters } from './api-parameters.js';
import { Auditor, AuditorGuard } from './auditor.guard.js';
import { sessionCursorText } from './cursor.js';
import { LiveTails } from './live-tails.js';
import { errorSchema, pageOf, sessionSchema, timelineSchema } from './openapi-schemas.js';
import { answer } from './search-answer.js';
import { eventIdsOf } from './seen-items.js';
import type { LogItem } from './seen-items.js';
import { replayQuery, sessionsQuery } from './query.js';
import { sendLines } from './send-stream.js';

@ApiTags('sessions')
@ApiBearerAuth()
@UseGuards(AuditorGuard)
@Controller('v1/sessions')
export class SessionsController {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(LiveTails) private readonly tails: LiveTails,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Sessions, the latest active first',
    description:
      'A session that becomes active again while its list is paged moves to the front; with order=beginning, the ' +
      'latest begun first, nothing moves.',
  })
  @QueryParameters(
    'identity',
    'agent',
    'connection',
    'verdict',
    'model',
    'graph',
    'tool',
    'masked',
    'tokensMin',
    'from',
    'to',
    'sessionOrder',
    'limit',
    'cursor',
  )
  @ApiOkResponse({ schema: pageOf(sessionSchema) })
  async list(@Query() query: unknown): Promise<Page<SessionView>> {
    const { limit, cursor, order = cursor?.order ?? 'activity', ...asked } = readQuery(sessionsQuery, query);
    if (cursor !== undefined && cursor.order !== order) {
      throw new BadRequestException('cursor is of a list in another order', { errorCode: 'BAD_QUERY' });
    }
    const { from: fromUs, to: toUs, ...rest } = asked;
    const filter = { ...rest, fromUs, toUs };
    const found = await answer(searchSessions(this.database, filter, order, limit + 1, cursor));
    return page(
      found,
      limit,
      (session) => session.view,
      (session) => sessionCursorText(session.cursor(order)),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One session' })
  @ApiOkResponse({ schema: sessionSchema })
  @ApiNotFoundResponse({ schema: errorSchema })
  async one(@Param('id') id: string): Promise<SessionView> {
    return (await this.find(id)).view;
  }

  @Get(':id/replay')
  @ApiOperation({
    summary: 'A session as a timeline over all its connections, with the original timing',
    description: 'One JSON item per line. With follow=true or Accept: text/event-stream a live tail instead.',
  })
  @QueryParameters('follow', 'lastEventId')
  @ApiProduces('application/x-ndjson', 'text/event-stream')
  @ApiOkResponse({ schema: timelineSchema })
  @ApiNotFoundResponse({ schema: errorSchema })
  async replay(
    @Param('id') id: string,
    @Query() query: unknown,
    @Auditor() auditor: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { follow, lastEventId } = readQuery(replayQuery, query);
    const session = await this.find(id);
    const teller = await SessionTeller.open(this.database, session);
    if (!follow && !(request.headers.accept ?? '').includes('text/event-stream')) {
      sendLines(reply, teller.next());
      return;
    }
    const seen = await this.seenBy(session, lastEventId ?? firstOf(request.headers['last-event-id']));
    this.tails.send(reply, {
      sizes: async () => sizesOf(await readHeads(this.database), (log) => teller.mayGrow(log)),
      next: () => teller.next(),
      seen,
      expiresAtS: auditor.expiresAtS,
    });
  }

  private async find(id: string): Promise<ListedSession> {
    const session = isStorableText(id) ? await findSession(this.database, id) : undefined;
    if (session === undefined)
      throw new NotFoundException('There is no such session.', { errorCode: 'SESSION_UNKNOWN' });
    return session;
  }

  /** The last items of each log that a follower names as seen. */
  private async seenBy(session: ListedSession, frameId: string | undefined): Promise<readonly LogItem[]> {
    if (frameId === undefined) return [];
    const ids = eventIdsOf(frameId) ?? [];
    const places = await Promise.all(ids.map((id) => placeOf(this.database, session.view.id, id)));
    const seen = places.flatMap((place, at) => (place ? [{ ...place, id: ids[at] ?? '' }] : []));
    if (ids.length > 0 && seen.length === ids.length) return seen;
    throw new HttpException('Last-Event-ID names no event of this session.', 400, {
      errorCode: 'LAST_EVENT_UNKNOWN',
    });
  }
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined;
}

/** Only growth of the session's own logs wakes its tail. */
function sizesOf(
  heads: readonly { partition: number; size: number }[],
  mayGrow: (log: number) => boolean,
): ReadonlyMap<number, number> {
  return new Map(
    heads.filter(({ partition }) => mayGrow(partition)).map(({ partition, size }) => [partition, size]),
  );
}
