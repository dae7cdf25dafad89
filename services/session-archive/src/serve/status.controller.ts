/** `/v1/status` and `/v1/whoami`: how the archive does, and who asks. */
import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '@sallyport/identity/caller';
import type { SequenceGap } from '@sallyport/recording/sequence-gaps';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { ServiceContext } from '@sallyport/service-kit/service/service-definition';
import { DATABASE, EVENT_LOG, SERVICE_CONTEXT } from '@sallyport/service-kit/service/tokens';
import type { DataSource } from 'typeorm';
import { archiveGroup } from '../consume/archive-handler.js';
import { archivedTopics, logName, logOf, sourceOf } from '../core/logs.js';
import type { OwnedLogs } from '../consume/owned-logs.js';
import { OWNED_LOGS } from './tokens.js';
import { readGaps, readHeads, readProducers } from '../store/read-status.js';
import type { ProducerStatus } from '../store/read-status.js';
import { Auditor, AuditorGuard } from './auditor.guard.js';

interface LogStatus {
  /** `traffic/` or `decisions/`, and the partition. */
  readonly id: string;
  readonly partition: number;
  readonly size: number;
  readonly epoch: number;
  /** Written by the replica that answers. */
  readonly mine: boolean;
  /** Messages that the archive has not read yet; absent when the event log cannot say. */
  readonly lag?: number;
}

interface Status {
  readonly replica: string;
  readonly eventLog: { readonly kind: string; readonly reachable: boolean };
  readonly logs: readonly LogStatus[];
  readonly producers: readonly (ProducerStatus & {
    readonly id: string;
    readonly gaps?: readonly SequenceGap[];
  })[];
}

interface WhoAmI {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly agent: string;
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly email: string;
  readonly name: string;
  readonly expires: string;
}

@ApiTags('status')
@ApiBearerAuth()
@UseGuards(AuditorGuard)
@Controller('v1')
export class StatusController {
  constructor(
    @Inject(DATABASE) private readonly database: DataSource,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(SERVICE_CONTEXT) private readonly context: ServiceContext<unknown>,
    @Inject(OWNED_LOGS) private readonly owned: OwnedLogs,
  ) {}

  @Get('status')
  @ApiOperation({
    summary: 'Logs with their size and lag; producers with their last sign of life and what is missing',
  })
  @ApiOkResponse({ schema: { type: 'object' } })
  async status(): Promise<Status> {
    const [heads, lags, producers] = await Promise.all([
      readHeads(this.database),
      this.lags(),
      readProducers(this.database),
    ]);
    const mine = new Map(this.owned.list().map(({ partition, epoch }) => [partition, epoch]));
    const logs = heads.map(({ partition, size, epoch }) => {
      const lag = lags?.get(partition);
      return {
        id: logName(partition),
        partition: sourceOf(partition).partition,
        size,
        epoch,
        mine: mine.get(partition) === epoch,
        ...(lag !== undefined && { lag }),
      };
    });
    return {
      replica: this.context.replica,
      eventLog: { kind: this.eventLog.kind, reachable: lags !== undefined },
      logs,
      producers: await Promise.all(producers.map((producer) => this.withGaps(producer))),
    };
  }

  @Get('whoami')
  @ApiOperation({ summary: 'The caller, as the archive sees it' })
  @ApiOkResponse({ schema: { type: 'object' } })
  whoami(@Auditor() auditor: Caller): WhoAmI {
    const { issuer, subject, agent, groups, email, name, expiresAtS } = auditor;
    const expires = new Date(expiresAtS * 1000).toISOString();
    return { id: subject, issuer, subject, agent, groups, roles: ['auditor'], email, name, expires };
  }

  private async lags(): Promise<ReadonlyMap<number, number> | undefined> {
    try {
      const lags = archivedTopics.map(async (topic) =>
        (await this.eventLog.lag(archiveGroup, topic)).map(
          ({ partition, position, end }) => [logOf(topic, partition), Math.max(0, end - position)] as const,
        ),
      );
      return new Map((await Promise.all(lags)).flat());
    } catch (err) {
      this.context.log.warn({ err }, 'the event log does not say how far behind the archive is');
      return undefined;
    }
  }

  private async withGaps(producer: ProducerStatus): Promise<Status['producers'][number]> {
    const id = `${producer.replica}/${producer.bootEpoch}`;
    if (producer.missing === 0) return { id, ...producer };
    return { id, ...producer, gaps: await readGaps(this.database, producer.replica, producer.bootEpoch) };
  }
}
