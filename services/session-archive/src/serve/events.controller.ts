/** `/v1/events`: search over all events, and a live tail of those that match. */
import {
  BadRequestException,
  Controller,
  Get,
  Inject,
  NotFoundException,
  Param,
  Query,
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
import type { TimelineItem } from '@sallyport/recording/timeline';
import { page } from '@sallyport/service-kit/rest/page';
import { readQuery } from '@sallyport/service-kit/rest/read-query';
import { DATABASE } from '@sallyport/service-kit/service/tokens';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { EventTail } from '../store/event-tail.js';
import type { EventFilter, EventOrder } from '../store/read-records.js';
import { archivedEvent, countAlive, hidesAlive, searchRecords } from '../store/read-records.js';
import { readHeads } from '../store/read-status.js';
import { tellEvent } from '../store/tell-event.js';
import { QueryParameters } from './api-parameters.js';
import { Auditor, AuditorGuard } from './auditor.guard.js';
import { eventCursorText } from './cursor.js';
import { LiveTails } from './live-tails.js';
import { errorSchema, eventSchema, pageOf, timelineSchema } from './openapi-schemas.js';
import { count } from './openapi-traffic.js';
import { answer } from './search-answer.js';
import { eventsQuery } from './query.js';

@ApiTags('events')
@ApiBearerAuth()
@UseGuards(AuditorGuard)
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(LiveTails) private readonly tails: LiveTails,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Events, the latest first; those of one session or request as they happened',
    description:
      'With follow=true those that come, as they come. Signs of life are left out, and counted, unless they are asked ' +
      'for: by type, by session, or with alive=true.',
  })
  @QueryParameters(
    'type',
    'session',
    'identity',
    'agent',
    'connection',
    'request',
    'verdict',
    'model',
    'dialect',
    'operation',
    'graph',
    'tool',
    'masked',
    'alert',
    'tokensMin',
    'from',
    'to',
    'order',
    'limit',
    'cursor',
    'follow',
    'alive',
  )
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ schema: pageOf(eventSchema, { hiddenAlive: count }) })
  async list(@Query() query: unknown, @Auditor() auditor: Caller, @Res() reply: FastifyReply): Promise<void> {
    const asked = readQuery(eventsQuery, query);
    if (asked.follow) {
      await this.follow(asked, auditor, reply);
      return;
    }
    const filter = filterOf(asked);
    const order = orderOf(asked);
    const found = await answer(searchRecords(this.database, filter, order, asked.limit + 1, asked.cursor));
    const shown = page(found, asked.limit, archivedEvent, (record) => eventCursorText(record.cursor));
    if (!hidesAlive(filter)) {
      await reply.send(shown);
      return;
    }
    // As far as the page goes: to its last event where more follow.
    const last = found.length > asked.limit ? found[asked.limit - 1]?.cursor.timeUs : undefined;
    const begin = asked.cursor?.timeUs;
    const within = order === 'asc' ? { fromUs: begin, toUs: last } : { fromUs: last, toUs: begin };
    const hiddenAlive = await answer(
      countAlive(this.database, {
        ...filter,
        fromUs: within.fromUs ?? filter.fromUs,
        toUs: within.toUs ?? filter.toUs,
      }),
    );
    await reply.send({ ...shown, ...(hiddenAlive > 0 && { hiddenAlive }) });
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One event, with what it carries itself of bodies',
    description: 'Bodies that came in parts are put together in the replay of the session.',
  })
  @ApiOkResponse({ schema: timelineSchema })
  @ApiNotFoundResponse({ schema: errorSchema })
  async one(@Param('id') id: string): Promise<TimelineItem> {
    const found = isEventId(id) ? await tellEvent(this.database, id) : undefined;
    if (found === undefined) {
      throw new NotFoundException('There is no such event.', { errorCode: 'EVENT_UNKNOWN' });
    }
    return found;
  }

  private async follow(
    asked: z.output<typeof eventsQuery>,
    auditor: Caller,
    reply: FastifyReply,
  ): Promise<void> {
    if (asked.cursor !== undefined || asked.to !== undefined) {
      throw new BadRequestException('follow cannot be combined with cursor or to', {
        errorCode: 'BAD_QUERY',
      });
    }
    const tail = await EventTail.open(this.database, filterOf(asked));
    this.tails.send(reply, {
      sizes: async () =>
        new Map((await readHeads(this.database)).map(({ partition, size }) => [partition, size])),
      next: () => tail.next(),
      seen: undefined,
      expiresAtS: auditor.expiresAtS,
    });
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const isEventId = (text: string): boolean => UUID.test(text);

/** A story is told forwards, a search shows the latest first. */
function orderOf(asked: z.output<typeof eventsQuery>): EventOrder {
  return asked.order ?? (asked.session === undefined && asked.request === undefined ? 'desc' : 'asc');
}

function filterOf(asked: z.output<typeof eventsQuery>): EventFilter {
  const { from: fromUs, to: toUs, ...rest } = asked;
  return { ...rest, fromUs, toUs };
}
