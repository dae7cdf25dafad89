/** The context of a service as Nest providers, one for each token. */
import type { Provider } from '@nestjs/common';
import type { ServiceContext } from './service-definition.js';
import {
  DATABASE,
  ENV,
  EVENT_LOG,
  GRPC_SERVICES,
  LIFECYCLE,
  LOG,
  METRICS,
  SERVICE_CONTEXT,
} from './tokens.js';

export function contextProviders(context: ServiceContext<unknown>): readonly Provider[] {
  const database = context.database === undefined ? [] : [{ provide: DATABASE, useValue: context.database }];
  return [
    { provide: SERVICE_CONTEXT, useValue: context },
    { provide: ENV, useValue: context.env },
    { provide: LOG, useValue: context.log },
    { provide: METRICS, useValue: context.metrics },
    { provide: EVENT_LOG, useValue: context.eventLog },
    { provide: LIFECYCLE, useValue: context.lifecycle },
    { provide: GRPC_SERVICES, useValue: context.grpc },
    ...database,
  ];
}
