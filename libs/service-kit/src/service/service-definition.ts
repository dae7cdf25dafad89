/** What a service says of itself; `runService` does the rest. */
import type { ModuleMetadata } from '@nestjs/common';
import type { DataSource, EntitySchema, MigrationInterface } from 'typeorm';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ServiceDefinition as GrpcServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { z } from 'zod';
import type { ServiceName } from '@sallyport/contracts/topics';
import type { EventLog } from '../event-log/event-log.js';
import type { EventLogSettings } from './event-log-settings.js';
import type { Handler } from '../consume/handler.js';

/** Something that is opened at start, in order, and closed at stop, in reverse order. */
export interface Part {
  readonly name: string;
  start(): Promise<void>;
  /** Finishes work in flight, at most until `deadline` aborts. */
  stop(deadline: AbortSignal): Promise<void>;
  /** Liveness: a sentence when the process must be restarted. */
  dead?(): string | undefined;
  /** Readiness: a sentence when it cannot serve now. */
  unready?(): string | undefined;
  /** A sentence for the operator when something is wrong that keeps it from nothing it serves: shown beside readiness. */
  alert?(): string | undefined;
  /** A sentence when what the part stands for, outside of the process, does not answer: others may not finish for that. */
  away?(): string | undefined;
}

/** Adds parts, liveness and readiness to the running service. Injectable as `LIFECYCLE`. */
export interface Lifecycle {
  /** Registers a part; call it while the module is built or in `onModuleInit`. Parts start in the order of the calls. */
  add(part: Part): void;
  /** Names an address a part has bound, for the `listening` announcement; call it in the part's `start`. */
  announce(listener: ListenerKind, address: string): void;
  /** Ends the service in order, with exit code 70, because a part cannot go on; `reason` is logged. */
  fail(reason: string, cause?: unknown): void;
}

/** What can be listened on: addresses are URLs, of gRPC `host:port`. */
export type ListenerKind = 'admin' | 'http' | 'grpc';

/** Takes the service's gRPC services; health and reflection come by themselves. Needs SALLYPORT_GRPC_PORT to be served. */
export interface GrpcServices {
  /** Call it while the module is built or in `onModuleInit`. Reflection knows every service of `proto/`. */
  add(definition: GrpcServiceDefinition, implementation: UntypedServiceImplementation): void;
  /** Aborted when the listener begins to stop: streams that would go on for ever end by it. */
  readonly stopping: AbortSignal;
}

/** What `runService` has opened before the service's own module is built. */
export interface ServiceContext<Env> {
  readonly name: ServiceName;
  /** Name of this replica, unique among those that run. */
  readonly replica: string;
  /** Random id of this start. */
  readonly bootEpoch: string;
  readonly env: Env;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Present for services with `database`. Migrated. */
  readonly database: DataSource | undefined;
  readonly eventLog: EventLog;
  /** How `eventLog` was opened, as plain data: for a worker thread that opens one of its own. Holds secrets. */
  readonly eventLogSettings: EventLogSettings;
  readonly lifecycle: Lifecycle;
  readonly grpc: GrpcServices;
}

export interface DatabaseDefinition {
  readonly schema: string;
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly entities: readonly (EntitySchema | (new () => object))[];
}

export interface ServiceDefinition<Shape extends z.ZodRawShape> {
  readonly name: ServiceName;
  /** One line for `--help`. */
  readonly purpose: string;
  /** The service's own variables, on top of the common ones; each with `.describe()`. */
  readonly env: Shape;
  /** Its schema in PostgreSQL; absent for a service without one. */
  readonly database?: DatabaseDefinition;
  /** The one composition root: the metadata of the service's Nest module. */
  readonly module: (
    context: ServiceContext<z.infer<z.ZodObject<Shape>>>,
  ) => ModuleMetadata | Promise<ModuleMetadata>;
  /** Consumers of the event log. */
  readonly consumers?: (context: ServiceContext<z.infer<z.ZodObject<Shape>>>) => readonly Handler[];
}
