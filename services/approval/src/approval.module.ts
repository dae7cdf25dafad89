/** The composition root: held requests come in by the traffic topic, people answer, gateways are told. */
import type { ModuleMetadata } from '@nestjs/common';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import type { ServiceContext, ServiceDefinition } from '@sallyport/service-kit/service/service-definition';
import { StatusController } from '@sallyport/service-kit/traffic-count/status.controller';
import { TrafficCount1795219200000 } from '@sallyport/service-kit/traffic-count/traffic-count.migration';
import { TrafficCounter } from '@sallyport/service-kit/traffic-count/traffic-counter';
import type { DataSource } from 'typeorm';
import { randomUUID } from 'node:crypto';
import { ControlServiceService } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ApprovalDesk } from './apply/approval-desk.js';
import { LockDesk } from './apply/lock-desk.js';
import { controlService } from './control/control-service.js';
import type { ControlServiceOptions } from './control/control-service.js';
import { FeedTail } from './control/feed-tail.js';
import { readRootKeyFile } from './control/root-key-file.js';
import { SigningKeys } from './control/signing-keys.js';
import { readNoGroups } from './core/ports/read-no-groups.js';
import { TimeWatch } from './apply/time-watch.js';
import { approvalEnv } from './approval.env.js';
import type { ApprovalEnv } from './approval.env.js';
import { heldHandler } from './consume/held-handler.js';
import { mustBeSound } from './core/state-machine.js';
import { approvalMachine } from './core/states.js';
import { policyCallers } from './policy-callers.js';
import { approvalMetrics } from './serve/approval-metrics.js';
import { approvalRest } from './serve/approval-rest.js';
import { configuredSlack, slackParts } from './slack/open-slack.js';
import { OutboxPublisher } from './publish/outbox-publisher.js';
import { ApprovalTables1795305600000 } from './store/migrations/approval-tables.js';
import { retentionWatch } from './store/retention-watch.js';
import { Wake } from './store/wake.js';
import { webhookPart } from './webhook/webhook-part.js';
import { WebhookTurn1795312800000 } from './webhook/webhook-tables.js';
import { SlackTables1795309200000 } from './slack/store/slack-tables.js';

const newId = uuidV7Generator();

export const approval: ServiceDefinition<typeof approvalEnv> = {
  name: 'approval',
  purpose: 'puts held requests to people, keeps their votes, grants and locks, and tells the gateways',
  env: approvalEnv,
  database: {
    schema: 'approval',
    migrations: [
      TrafficCount1795219200000,
      ApprovalTables1795305600000,
      SlackTables1795309200000,
      WebhookTurn1795312800000,
    ],
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

async function approvalModule(context: ServiceContext<ApprovalEnv>): Promise<ModuleMetadata> {
  mustBeSound('approval', approvalMachine);
  const { env, eventLog, lifecycle, log } = context;
  const database = databaseOf(context);
  approvalMetrics(context.metrics, database, log);
  const wake = new Wake(database, log);
  const time = new TimeWatch({ database, newId, log });
  const callers = await policyCallers(context);
  const slack = configuredSlack(env, { database, callers, log });
  const readGroups = slack?.identities.people.readGroups ?? readNoGroups;
  const desk = new ApprovalDesk({ database, newId, newGrantId: randomUUID, readGroups });
  const locks = new LockDesk({ database, newId, placed: () => time.wake() });
  lifecycle.add(wake);
  lifecycle.add(new OutboxPublisher({ database, eventLog, wake, log }));
  lifecycle.add(time);
  lifecycle.add(retentionWatch(database, log));
  await serveControl(context, { database, wake, desk, locks, log });
  for (const part of slack === undefined ? [] : slackParts({ ...slack, desk, locks, wake, lifecycle }))
    lifecycle.add(part);
  for (const part of webhookPart(env, { database, wake, log })) lifecycle.add(part);
  const rest = callers === undefined ? {} : approvalRest({ callers, desk, locks });
  return { ...rest, controllers: [StatusController, ...(rest.controllers ?? [])] };
}

/** Tells gateways, where there is a root key that they can know us by. */
async function serveControl(
  { env, grpc, lifecycle, log }: ServiceContext<ApprovalEnv>,
  of: Pick<ControlServiceOptions, 'database' | 'desk' | 'locks' | 'log'> & { readonly wake: Wake },
): Promise<void> {
  const file = env.SALLYPORT_CONTROL_ROOT_KEY_FILE;
  if (file === undefined) {
    log.warn('no SALLYPORT_CONTROL_ROOT_KEY_FILE: gateways are told nothing, and what is held stays held');
    return;
  }
  const keys = new SigningKeys({ database: of.database, root: await readRootKeyFile(file), log });
  const tail = new FeedTail({ database: of.database, wake: of.wake, keys, log });
  lifecycle.add(keys);
  lifecycle.add(tail);
  grpc.add(ControlServiceService, controlService({ ...of, keys, tail, stopping: grpc.stopping }));
}

function databaseOf(context: ServiceContext<unknown>): DataSource {
  if (context.database === undefined) throw new TypeError('the service has a database');
  return context.database;
}
