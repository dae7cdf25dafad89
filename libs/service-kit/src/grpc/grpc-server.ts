/** The gRPC listener of a service: its own services, health (grpc.health.v1) and reflection (v1 and v1alpha). */
import { readFileSync } from 'node:fs';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation, protoPath as healthProto } from 'grpc-health-check';
import type { GrpcService } from './grpc-service-list.js';
import { descriptorSet } from './reflected-contracts.js';
import { StartError } from '../service/exit-codes.js';
import type { Part } from '../service/service-definition.js';
import type { CommonEnvironment } from '../env/common-environment.js';

/** How often the health service looks at readiness. */
const HEALTH_INTERVAL_MS = 500;
/** Larger messages are refused: no contract has any above 256 KiB, and one frame must not fill the memory. */
const MESSAGE_BYTES_MAX = 1024 * 1024;

/** A peer that does not answer a ping is gone: with these, one that froze is noticed within 4 s, and its calls end. */
const KEEPALIVE_MS = 2_000;
const KEEPALIVE_ANSWER_MS_MAX = 1_500;

/** Calls in flight are short; a stream that is still open after this long (a health watch) is cut. */
const CALLS_MS_MAX = 3_000;

export interface GrpcServerOptions {
  readonly env: CommonEnvironment;
  readonly services: readonly GrpcService[];
  /** Called when the listener begins to stop. */
  readonly stopping?: () => void;
  readonly ready: () => boolean;
  readonly announce: (kind: 'grpc', address: string) => void;
}

/** Serves the given services, with health that follows readiness. */
export class GrpcServer implements Part {
  readonly name = 'grpc';
  readonly #server = new Server({
    'grpc.max_receive_message_length': MESSAGE_BYTES_MAX,
    'grpc.keepalive_time_ms': KEEPALIVE_MS,
    'grpc.keepalive_timeout_ms': KEEPALIVE_ANSWER_MS_MAX,
  });
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING' });
  readonly #options: GrpcServerOptions;
  readonly #names: readonly string[];
  #timer: NodeJS.Timeout | undefined;

  constructor(options: GrpcServerOptions) {
    this.#options = options;
    this.#names = ['', ...options.services.flatMap(({ definition }) => nameOf(definition))];
  }

  async start(): Promise<void> {
    const { env, services, ready, announce } = this.#options;
    for (const { definition, implementation } of services)
      this.#server.addService(definition, implementation);
    this.#health.addToServer(this.#server);
    const reflected = { ...descriptorSet(), ...loadSync(healthProto) };
    const listed = [...this.#names.slice(1), 'grpc.health.v1.Health'];
    new ReflectionService(reflected, { services: listed }).addToServer(this.#server);
    const host = env.SALLYPORT_GRPC_HOST;
    const port = await this.#bind(`${host}:${env.SALLYPORT_GRPC_PORT ?? 0}`, credentials(env));
    announce('grpc', `${host}:${port}`);
    this.#timer = setInterval(() => {
      this.#report(ready());
    }, HEALTH_INTERVAL_MS);
  }

  async stop(deadline: AbortSignal): Promise<void> {
    clearInterval(this.#timer);
    this.#report(false);
    this.#options.stopping?.();
    const cut = (): void => {
      this.#server.forceShutdown();
    };
    const patience = AbortSignal.any([deadline, AbortSignal.timeout(CALLS_MS_MAX)]);
    patience.addEventListener('abort', cut, { once: true });
    if (patience.aborted) cut();
    await new Promise<void>((resolve) => {
      this.#server.tryShutdown(() => {
        resolve();
      });
    });
    patience.removeEventListener('abort', cut);
  }

  #report(ready: boolean): void {
    for (const name of this.#names) this.#health.setStatus(name, ready ? 'SERVING' : 'NOT_SERVING');
  }

  #bind(address: string, how: ServerCredentials): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.bindAsync(address, how, (error, port) => {
        if (error === null) resolve(port);
        else reject(new StartError('listen', `gRPC cannot listen on ${address}`, { cause: error }));
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
