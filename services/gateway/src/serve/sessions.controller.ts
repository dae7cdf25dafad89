/** REST on the admin address: what this replica does now. */
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { sessionBasisToJSON } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { Door } from '../protocols/http/door.js';

export const DOOR = Symbol('DOOR');

/** A live session as operators see it: no personal data, no content. */
export interface LiveSessionRow {
  readonly id: string;
  readonly basis: string;
  readonly subject: string;
  readonly agent: string;
  readonly source: string;
  readonly startedAt: string;
  readonly lastSeenAt: string;
  readonly requests: number;
  readonly open: number;
}

/** Rows in one answer: a page a person can still read; metrics tell the number. */
const rowsMax = 1_000;

@ApiTags('gateway')
@Controller('v1')
export class SessionsController {
  constructor(@Inject(DOOR) private readonly door: Door) {}

  @Get('sessions')
  @ApiOperation({ summary: 'Sessions this replica serves now, the last used first; at most 1000.' })
  @ApiOkResponse({ description: 'An array of live sessions.' })
  sessions(): LiveSessionRow[] {
    const newest = [...this.door.sessions.live.list()]
      .sort((a, b) => b.lastSeenMs - a.lastSeenMs)
      .slice(0, rowsMax);
    return newest.map((session) => ({
      id: session.id,
      basis: sessionBasisToJSON(session.basis),
      subject: session.envelope.identity?.subject ?? '',
      agent: session.envelope.identity?.agent ?? '',
      source: session.envelope.source?.network ?? '',
      startedAt: new Date(session.startedMs).toISOString(),
      lastSeenAt: new Date(session.lastSeenMs).toISOString(),
      requests: session.requests,
      open: session.open,
    }));
  }

  @Get('status')
  @ApiOperation({ summary: 'What this replica is doing and whether it can record.' })
  @ApiOkResponse({ description: 'State of the data path.' })
  status(): object {
    const { door } = this;
    const policy = door.policy();
    return {
      policyVersion: policy?.version ?? null,
      connections: policy?.connectionNames ?? [],
      recording: door.recorder.unavailable() ?? 'ok',
      stopping: door.closed !== undefined,
      inFlight: door.counters.inFlight,
      forwarded: door.exchanges.size,
      liveSessions: door.sessions.live.size,
      refused: Object.fromEntries(door.counters.refused),
    };
  }
}
