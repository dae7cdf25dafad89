/** The composition root: held requests come in by the traffic topic, people answer, gateways are told. */
import type { ModuleMetadata } from '@nestjs/common';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import type { ServiceContext, ServiceDefinition } from '@sallyport/service-kit/service/service-definition';
import { StatusController } from '@sallyport/service-kit/traffic-count/status.controller';
import { TrafficCount1795219200000 } from '@sallyport/service-kit/traffic-count/traffic-count.migration';
import { TrafficCounter } from '@sallyport/service-kit/traffic-count/traffic-counter';
import type { DataSource } from 'typeorm';
import { TimeWatch } from './apply/time-watch.js';
import { approvalEnv } from './approval.env.js';
import type { ApprovalEnv } from './approval.env.js';
import { heldHandler } from './consume/held-handler.js';
import { mustBeSound } from './core/state-machine.js';
import { approvalMachine } from './core/states.js';
import { OutboxPublisher } from './publish/outbox-publisher.js';
import { ApprovalTables1795305600000 } from './store/migrations/approval-tables.js';
import { retentionWatch } from './store/retention-watch.js';
import { Wake } from './store/wake.js';

const newId = uuidV7Generator();

export const approval: ServiceDefinition<typeof approvalEnv> = {
  name: 'approval',
  purpose: 'puts held requests to people, keeps their votes, grants and locks, and tells the gateways',
  env: approvalEnv,
  database: {
    schema: 'approval',
    migrations: [TrafficCount1795219200000, ApprovalTables1795305600000],
    entities: [],
  },
  module: approvalModule,
  consumers: ({ name, metrics, env }) => [
    heldHandler({
      counter: new TrafficCounter(name, metrics),
      newId,
      openOfIdentityMax: env.SALLYPORT_OPEN_APPROVALS_MAX,
    }),
  ],
};

function approvalModule(context: ServiceContext<ApprovalEnv>): ModuleMetadata {
  mustBeSound('approval', approvalMachine);
  const { eventLog, lifecycle, log } = context;
  const database = databaseOf(context);
  const wake = new Wake(database, log);
  lifecycle.add(wake);
  lifecycle.add(new OutboxPublisher({ database, eventLog, wake, log }));
  lifecycle.add(new TimeWatch({ database, newId, log }));
  lifecycle.add(retentionWatch(database, log));
  return { controllers: [StatusController] };
}

function databaseOf(context: ServiceContext<unknown>): DataSource {
  if (context.database === undefined) throw new TypeError('the service has a database');
  return context.database;
}
