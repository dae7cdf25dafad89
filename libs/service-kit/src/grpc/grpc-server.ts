/** The gRPC listener of a service: its own services, health (grpc.health.v1) and reflection (v1 and v1alpha). */
import { readFileSync } from 'node:fs';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import { descriptorSet } from './reflected-contracts.js';
import type { GrpcServices, Part } from '../service/service-definition.js';
import type { CommonEnvironment } from '../env/common-environment.js';

/** How often the health service looks at readiness. */
const HEALTH_INTERVAL_MS = 500;
/** Larger messages are refused: no contract has any above 256 KiB, and one frame must not fill the memory. */
const MESSAGE_BYTES_MAX = 1024 * 1024;

/** Collects the services of a service and serves them, where SALLYPORT_GRPC_PORT is set. */
export class GrpcServer implements GrpcServices, Part {
  readonly name = 'grpc';
  readonly #services: {
    readonly definition: ServiceDefinition;
    readonly implementation: UntypedServiceImplementation;
  }[] = [];
  readonly #server = new Server({ 'grpc.max_receive_message_length': MESSAGE_BYTES_MAX });
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING' });
  readonly #env: CommonEnvironment;
  readonly #ready: () => boolean;
  readonly #announce: (kind: 'grpc', address: string) => void;
  #names: readonly string[] = [''];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    env: CommonEnvironment,
    ready: () => boolean,
    announce: (kind: 'grpc', address: string) => void,
  ) {
    this.#env = env;
    this.#ready = ready;
    this.#announce = announce;
  }

  add(definition: ServiceDefinition, implementation: UntypedServiceImplementation): void {
    this.#services.push({ definition, implementation });
  }

  async start(): Promise<void> {
    const env = this.#env;
    if (env.SALLYPORT_GRPC_PORT === undefined) return;
    for (const { definition, implementation } of this.#services)
      this.#server.addService(definition, implementation);
    this.#names = ['', ...this.#services.flatMap(({ definition }) => nameOf(definition))];
    this.#health.addToServer(this.#server);
    const reflected = { ...descriptorSet(), ...loadSync(healthProto) };
    const services = [...this.#names.slice(1), 'grpc.health.v1.Health'];
    new ReflectionService(reflected, { services }).addToServer(this.#server);
    const port = await this.#bind(`${env.SALLYPORT_GRPC_HOST}:${env.SALLYPORT_GRPC_PORT}`, credentials(env));
    this.#announce('grpc', `${env.SALLYPORT_GRPC_HOST}:${port}`);
    this.#timer = setInterval(() => {
      this.#report(this.#ready());
    }, HEALTH_INTERVAL_MS);
  }

  async stop(deadline: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    if (this.#timer === undefined) return;
    this.#report(false);
    const cut = (): void => {
      this.#server.forceShutdown();
    };
    deadline.addEventListener('abort', cut, { once: true });
    if (deadline.aborted) cut();
    await new Promise<void>((resolve) => {
      this.#server.tryShutdown(() => {
        resolve();
      });
    });
    deadline.removeEventListener('abort', cut);
  }

  #report(ready: boolean): void {
    for (const name of this.#names) this.#health.setStatus(name, ready ? 'SERVING' : 'NOT_SERVING');
  }

  #bind(address: string, how: ServerCredentials): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, how, (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
  }
}

/** The full name of a service, from the path of its first method: `/package.Service/Method`. */
function nameOf(definition: ServiceDefinition): readonly string[] {
  const name = Object.values(definition)[0]?.path.split('/')[1];
  return name === undefined ? [] : [name];
}

function credentials(env: CommonEnvironment): ServerCredentials {
  const { SALLYPORT_GRPC_TLS_CERT_FILE: cert, SALLYPORT_GRPC_TLS_KEY_FILE: key } = env;
  if (cert === undefined || key === undefined) return ServerCredentials.createInsecure();
  const ca = env.SALLYPORT_GRPC_TLS_CLIENT_CA_FILE;
  const pair = { cert_chain: readFileSync(cert), private_key: readFileSync(key) };
  return ServerCredentials.createSsl(ca === undefined ? null : readFileSync(ca), [pair], ca !== undefined);
}
