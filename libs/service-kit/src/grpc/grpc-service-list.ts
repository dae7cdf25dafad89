/** Collects a service's gRPC services while its module is built; the server itself is loaded only where it listens. */
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { GrpcServices } from '../service/service-definition.js';

export interface GrpcService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

export class GrpcServiceList implements GrpcServices {
  readonly services: GrpcService[] = [];
  readonly #stop = new AbortController();

  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Tells the services that the listener stops. */
  stop(): void {
    this.#stop.abort();
  }

  add(definition: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    this.services.push({ definition, implementation });
  }
}
