/** `GET /v1/status`: positions, lag and counts. */
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ServiceContext } from '../service/service-definition.js';
import { SERVICE_CONTEXT } from '../service/tokens.js';
import { countedEvents, positions } from './status.js';
import type { Status } from './status.js';

const statusSchema = {
  type: 'object',
  properties: {
    service: { type: 'string' },
    replica: { type: 'string' },
    lag: { type: 'integer', description: 'messages not read yet, of all partitions' },
    partitions: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          topic: { type: 'string' },
          partition: { type: 'integer' },
          position: { type: 'integer', description: 'next offset to read' },
          end: { type: 'integer', description: 'offset of the next message to be appended' },
          lag: { type: 'integer', description: 'messages not read yet' },
        },
      },
    },
    counts: {
      type: 'object',
      additionalProperties: { type: 'integer' },
      description: 'events counted, by type',
    },
  },
} as const;

@ApiTags('status')
@Controller('v1/status')
export class StatusController {
  readonly #context: ServiceContext<unknown>;

  constructor(@Inject(SERVICE_CONTEXT) context: ServiceContext<unknown>) {
    this.#context = context;
  }

  @Get()
  @ApiOperation({ summary: 'Positions, lag and counts of this service' })
  @ApiOkResponse({ schema: structuredClone(statusSchema) })
  async status(): Promise<Status> {
    const { name, replica, eventLog, database } = this.#context;
    const [partitions, counts] = await Promise.all([
      positions(eventLog, name, ['sallyport.traffic.v1']),
      database === undefined ? {} : countedEvents(database),
    ]);
    const lag = partitions.reduce((sum, partition) => sum + partition.lag, 0);
    return { service: name, replica, lag, partitions, counts };
  }
}
