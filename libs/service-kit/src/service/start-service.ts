/** Starts a service inside this process: the whole order of a start, top to bottom. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { adminPart, buildAdminServer } from '../admin/admin-server.js';
import { openDatabase } from '../database/open-database.js';
import type { Source } from '../env/parse-environment.js';
import { GrpcServiceList } from '../grpc/grpc-service-list.js';
import { openLogger } from '../logging/logger.js';
import { openMetrics } from '../telemetry/metrics.js';
import { announceListening } from './announce.js';
import type { Addresses, SendToParent } from './announce.js';
import { consumerPart } from './consumer-part.js';
import { contextProviders } from './context-providers.js';
import { databasePart } from './database-part.js';
import { databaseOf } from './service-database.js';
import { ServiceLifecycle } from './service-lifecycle.js';
import { eventLogPart } from './event-log-part.js';
import { eventLogSettings } from './event-log-settings.js';
import { openEventLog } from './open-event-log.js';
import { PartList } from './part-list.js';
import { readEnvironment } from './read-environment.js';
import type { ListenerKind, ServiceContext, ServiceDefinition } from './service-definition.js';

/** After a failed start, what had been opened gets this long to close. */
const CLOSE_MS_MAX = 2_000;
/** A replica's name is at most this long: it is a metric label and part of every event. */
const REPLICA_CHARACTERS_MAX = 64;

export interface StartOptions {
  readonly source: Source;
  readonly send: SendToParent;
  /** Ends a start that still waits for something. */
  readonly signal: AbortSignal;
  /** Called as soon as there is a log. */
  readonly opened: (log: Logger) => void;
  /** Called when a part gives up; the service should be stopped then. */
  readonly failed: () => void;
  /** In the place of standard output. */
  readonly log?: Logger;
}

export interface RunningService {
  readonly log: Logger;
  readonly addresses: Addresses;
  readonly parts: PartList;
  readonly metrics: Registry;
}

/**
 * When it fails, what was started is stopped again and the error is thrown: `StartError` says why. Stop the service with
 * `parts.stop`.
 */
export async function startService<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
  options: StartOptions,
): Promise<RunningService> {
  const { common, database: databaseEnv, own } = readEnvironment(definition, options.source);
  const { name, purpose } = definition;
  const replica = common.SALLYPORT_REPLICA ?? defaultReplica();
  const log = options.log ?? openLogger({ service: name, replica, level: common.LOG_LEVEL });
  options.opened(log);
  const metrics = openMetrics(name, replica);
  const parts = new PartList(log);
  const addresses: Partial<Record<ListenerKind, string>> = {};
  const announce = (kind: ListenerKind, address: string): void => {
    addresses[kind] = address;
  };
  const wait = { waitMsMax: common.SALLYPORT_START_WAIT_MS_MAX, log, signal: options.signal };
  try {
    if (common.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) {
      const { openTracing } = await import('../telemetry/tracing.js');
      await parts.start(openTracing(name, replica, log));
    }

    const schema = databaseOf(definition);
    const database =
      schema && databaseEnv
        ? await openDatabase(schema, { ...wait, env: databaseEnv, service: name })
        : undefined;
    if (database !== undefined) await parts.start(databasePart(database));

    const logSettings = eventLogSettings(common, `sallyport-${name}-${replica}`);
    const eventLog = await openEventLog(logSettings, log);
    await parts.start(eventLogPart(eventLog, { ...wait, consumes: definition.consumers !== undefined }));

    const grpc = new GrpcServiceList();
    const lifecycle = new ServiceLifecycle(announce, log, options.failed);
    const context: ServiceContext<z.infer<z.ZodObject<Shape>>> = {
      ...{ name, replica, bootEpoch: randomUUID(), env: own, log, metrics },
      ...{ database, eventLog, eventLogSettings: logSettings, lifecycle, grpc },
    };

    const module = await definition.module(context);
    const app = await buildAdminServer({
      name,
      purpose,
      module,
      context: contextProviders(context),
      health: parts,
      log,
    });
    const address = { host: common.SALLYPORT_ADMIN_HOST, port: common.SALLYPORT_ADMIN_PORT };
    await parts.start(adminPart(app, address, announce));
    for (const part of lifecycle.take()) await parts.start(part);
    if (common.SALLYPORT_GRPC_PORT !== undefined) {
      const { GrpcServer } = await import('../grpc/grpc-server.js');
      const ready = (): boolean => parts.unready().length === 0;
      const stopping = grpc.stop.bind(grpc);
      await parts.start(new GrpcServer({ env: common, services: grpc.services, ready, announce, stopping }));
    }
    announceListening(addresses, log, options.send);
    for (const handler of definition.consumers?.(context) ?? [])
      await parts.start(consumerPart(handler, context));
    parts.running();
    return { log, addresses, parts, metrics };
  } catch (error) {
    await parts.stop(AbortSignal.timeout(CLOSE_MS_MAX));
    throw error;
  }
}

/** Host names of containers are unique; of processes on one host the process id is. */
function defaultReplica(): string {
  const name = `${hostname()}-${process.pid}`.replaceAll(/[^A-Za-z0-9._-]/gu, '-');
  return name.slice(-REPLICA_CHARACTERS_MAX);
}
