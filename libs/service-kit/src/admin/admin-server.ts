/** The Nest application of a service: its module, the health endpoints and OpenAPI, on the admin address. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import type { DynamicModule, ModuleMetadata, NestApplicationOptions, Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { Logger } from 'pino';
import type { Part } from '../service/service-definition.js';
import { HEALTH, HealthController } from './health.controller.js';
import type { Health } from './health.controller.js';
import { JsonErrorsFilter } from './json-errors.filter.js';
import { NestLog } from './nest-log.js';
import { traceRequests } from './traced-requests.js';

/** Largest request body of the admin address: its controllers take queries, not uploads. */
const BODY_BYTES_MAX = 1024 * 1024;
/** While it closes, idle connections are looked for this often: what is in flight then ends the drain at once. */
const IDLE_SWEEP_INTERVAL_MS = 20;

@Module({})
class ContextModule {}

@Module({})
class ServiceModule {}

@Module({})
class AdminModule {}

export interface AdminOptions {
  readonly name: string;
  readonly purpose: string;
  readonly module: ModuleMetadata;
  /** What `runService` has opened, by token; visible in every module. */
  readonly context: readonly Provider[];
  readonly health: Health;
  readonly log: Logger;
}

/** Builds the application: when this resolves, every provider of the service exists and `onModuleInit` has run. */
export async function buildAdminServer(options: AdminOptions): Promise<NestFastifyApplication> {
  const tokens = options.context.map((provider) => ('provide' in provider ? provider.provide : provider));
  const context: DynamicModule = {
    module: ContextModule,
    global: true,
    providers: [...options.context],
    exports: tokens,
  };
  const service: DynamicModule = { module: ServiceModule, ...options.module };
  const root: DynamicModule = {
    module: AdminModule,
    imports: [context, service],
    controllers: [HealthController],
    providers: [{ provide: HEALTH, useValue: options.health }],
  };
  const nestOptions: Pick<NestApplicationOptions, 'logger' | 'abortOnError'> = {
    logger: new NestLog(options.log),
    abortOnError: false,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    root,
    new FastifyAdapter({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: 'idle' }),
    nestOptions,
  );
  app.useGlobalFilters(new JsonErrorsFilter(options.log));
  traceRequests(app.getHttpAdapter().getInstance());
  publishOpenApi(app, options);
  await app.init();
  return app;
}

function publishOpenApi(app: NestFastifyApplication, options: AdminOptions): void {
  const about = new DocumentBuilder()
    .setTitle(`Sallyport ${options.name}`)
    .setDescription(options.purpose)
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, about);
  if (Object.keys(document.paths).length === 0) return;
  app.getHttpAdapter().get('/openapi.json', (_request: unknown, reply: { send(body: unknown): unknown }) => {
    reply.send(document);
  });
}

/** Listens from the start of the service to its end, so that the probes can be answered all the time. */
export function adminPart(
  app: NestFastifyApplication,
  address: { readonly host: string; readonly port: number },
  announce: (kind: 'admin', url: string) => void,
): Part {
  return {
    name: 'admin',
    async start() {
      await app.listen(address.port, address.host);
      announce('admin', await app.getUrl());
    },
    async stop(deadline) {
      const server = app.getHttpServer();
      const cut = (): void => {
        server.closeAllConnections();
      };
      deadline.addEventListener('abort', cut, { once: true });
      // A connection that becomes idle after the close would be kept alive by its client until the deadline.
      const sweep = setInterval(() => {
        if (deadline.aborted) cut();
        else server.closeIdleConnections();
      }, IDLE_SWEEP_INTERVAL_MS);
      try {
        await app.close();
      } finally {
        clearInterval(sweep);
        deadline.removeEventListener('abort', cut);
      }
    },
  };
}
