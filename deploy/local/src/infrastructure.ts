/** PostgreSQL and, when asked for, Kafka: started, watched, started again when they die, stopped last. */
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaAvailable } from '@sallyport/testkit/infrastructure/kafka-libraries';
import { startKafka, type RunningKafka } from '@sallyport/testkit/infrastructure/kafka';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import type { StateFolder } from './state-folder.js';
import { isAlive } from './state-folder.js';
import { StartError } from './start-error.js';

export interface Infrastructure {
  readonly postgres: RunningPostgres;
  readonly kafka: RunningKafka | undefined;
  stop(): Promise<void>;
}

/** Services wait and retry while a database is away; a second more does not matter to them. */
const watchMs = 1_000;

interface Watched {
  pid(): number;
  restart(): Promise<void>;
}

async function watch(
  name: string,
  server: Watched,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    if (!isAlive(server.pid())) {
      say(`${name} died; starting it again`);
      await server.restart().catch((error: unknown) => {
        say(`${name} does not start: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
    await pause(watchMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

export interface InfrastructureOptions {
  readonly state: StateFolder;
  readonly postgresPort: number;
  /** Absent: the embedded log is used. */
  readonly kafkaPort: number | undefined;
  readonly say: (text: string) => void;
}

/** @throws StartError when a real Kafka cannot run on this machine */
export async function requireKafka(): Promise<void> {
  const available = await kafkaAvailable();
  if (available.ok) return;
  throw new StartError(
    `--kafka is not possible here. ${available.missing}. Without it the embedded log is used.`,
  );
}

export async function startInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const { state, say, kafkaPort } = options;
  const postgres = await startPostgres({ dataDir: state.postgres, port: options.postgresPort });
  let kafka: RunningKafka | undefined;
  try {
    if (kafkaPort !== undefined) {
      say('starting Apache Kafka (the first time Maven fetches it) …');
      kafka = await startKafka({ dataDir: state.kafka, port: kafkaPort });
    }
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const watching = new AbortController();
  const watches = [watch('PostgreSQL', postgres, watching.signal, say)];
  if (kafka !== undefined) watches.push(watch('Apache Kafka', kafka, watching.signal, say));
  return {
    postgres,
    kafka,
    stop: async () => {
      watching.abort();
      await Promise.all(watches);
      await kafka?.stop();
      await postgres.stop();
    },
  };
}
