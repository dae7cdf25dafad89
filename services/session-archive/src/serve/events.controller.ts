/** `/v1/events`: search over all events, and a live tail of those that match. */
import { BadRequestException, Controller, Get, Inject, Query, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@sallyport/identity/caller';
import { DATABASE } from '@sallyport/service-kit/service/tokens';
import type { FastifyReply } from 'fastify';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { EventTail } from '../store/event-tail.js';
import type { EventFilter, EventOrder } from '../store/read-records.js';
import { archivedEvent, searchRecords } from '../store/read-records.js';
import { readHeads } from '../store/read-status.js';
import { QueryParameters } from './api-parameters.js';
import { Auditor, AuditorGuard } from './auditor.guard.js';
import { eventCursorText } from './cursor.js';
import { LiveTails } from './live-tails.js';
import { eventSchema, pageOf } from './openapi-schemas.js';
import { page } from './page.js';
import { answer } from './search-answer.js';
import { eventsQuery, readQuery } from './query.js';

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
    summary:
      'Events, the latest first; those of one session or request as they happened. Signs of life only by type.',
    description: 'With follow=true those that come, as they come.',
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
  )
  @ApiProduces('application/json', 'text/event-stream')
  @ApiOkResponse({ schema: pageOf(eventSchema) })
  async list(@Query() query: unknown, @Auditor() auditor: Caller, @Res() reply: FastifyReply): Promise<void> {
    const asked = readQuery(eventsQuery, query);
    if (asked.follow) {
      await this.follow(asked, auditor, reply);
      return;
    }
    const found = await answer(
      searchRecords(this.database, filterOf(asked), orderOf(asked), asked.limit + 1, asked.cursor),
    );
    await reply.send(page(found, asked.limit, archivedEvent, (record) => eventCursorText(record.cursor)));
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
      lastEventId: undefined,
      expiresAtS: auditor.expiresAtS,
    });
  }
}

/** A story is told forwards, a search shows the latest first. */
function orderOf(asked: z.output<typeof eventsQuery>): EventOrder {
  return asked.order ?? (asked.session === undefined && asked.request === undefined ? 'desc' : 'asc');
}

function filterOf(asked: z.output<typeof eventsQuery>): EventFilter {
  const { from: fromUs, to: toUs, ...rest } = asked;
  return { ...rest, fromUs, toUs };
}
