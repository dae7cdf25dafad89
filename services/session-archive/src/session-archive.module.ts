/** The archive, put together: one definition that `runService` starts. */
import { openCallersOfFile } from '@sallyport/identity/policy-file/callers-of-file';
import { createRestGuard } from '@sallyport/identity/rest-guard';
import type { ServiceContext, ServiceDefinition } from '@sallyport/service-kit/service/service-definition';
import type { ModuleMetadata } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { archiveHandler } from './consume/archive-handler.js';
import { OwnedLogs } from './consume/owned-logs.js';
import { SilenceWatch } from './consume/silence-watch.js';
import { EventsController } from './serve/events.controller.js';
import { LiveTails } from './serve/live-tails.js';
import { LogWatch } from './serve/log-watch.js';
import { SessionsController } from './serve/sessions.controller.js';
import { StatusController } from './serve/status.controller.js';
import { AUDITORS, LOG_WATCH, OWNED_LOGS } from './serve/tokens.js';
import { sessionArchiveEnv } from './session-archive.env.js';
import type { SessionArchiveEnv } from './session-archive.env.js';
import { appendOnlyPart } from './store/append-only-part.js';
import { AiTraffic1763760000000 } from './store/migrations/ai-traffic.js';
import { ArchiveTables1763700100000 } from './store/migrations/archive-tables.js';
import { DecisionLogs1763800000000 } from './store/migrations/decision-logs.js';
import { HeldToolCalls1763790000000 } from './store/migrations/held-tool-calls.js';
import { EpochOnlyRises1763730000000 } from './store/migrations/epoch-only-rises.js';
import { readHeads } from './store/read-status.js';

export function sessionArchive(): ServiceDefinition<typeof sessionArchiveEnv> {
  const owned = new OwnedLogs();
  return {
    name: 'session-archive',
    purpose: 'Keeps every event once, in append-only logs, and replays sessions to auditors.',
    env: sessionArchiveEnv,
    database: {
      schema: 'session_archive',
      migrations: [
        ArchiveTables1763700100000,
        EpochOnlyRises1763730000000,
        AiTraffic1763760000000,
        HeldToolCalls1763790000000,
        DecisionLogs1763800000000,
      ],
      entities: [],
    },
    module: (context) => archiveModule(context, owned),
    consumers: () => [archiveHandler(owned)],
  };
}

async function archiveModule(
  context: ServiceContext<SessionArchiveEnv>,
  owned: OwnedLogs,
): Promise<ModuleMetadata> {
  const { env, eventLog, lifecycle, log, replica } = context;
  const database = databaseOf(context);
  const callers = await openCallersOfFile({
    path: env.SALLYPORT_CONFIG,
    onRefused: (problems) =>
      log.error({ problems }, 'the changed policy document is refused; the last good one stays'),
    onKeysFailed: (issuer, err) => log.warn({ issuer, err }, 'keys of an issuer could not be fetched'),
  });
  const watch = new LogWatch(() => readHeads(database), log);
  lifecycle.add(appendOnlyPart(database, log));
  lifecycle.add({
    name: 'policy document',
    start: () => Promise.resolve(),
    stop: () => {
      callers.close();
      return Promise.resolve();
    },
  });
  lifecycle.add(
    new SilenceWatch({
      database,
      eventLog,
      owned,
      replica,
      log,
      silenceMs: env.SALLYPORT_PRODUCER_SILENCE_MS,
    }),
  );
  lifecycle.add(watch);
  const auditors = createRestGuard({ verifier: callers.verifier, groups: () => callers.roles().auditor });
  return {
    controllers: [SessionsController, EventsController, StatusController],
    providers: [
      { provide: AUDITORS, useValue: auditors },
      { provide: LOG_WATCH, useValue: watch },
      { provide: OWNED_LOGS, useValue: owned },
      LiveTails,
    ],
  };
}

function databaseOf(context: ServiceContext<unknown>): DataSource {
  if (context.database === undefined) throw new TypeError('the archive has a database');
  return context.database;
}
