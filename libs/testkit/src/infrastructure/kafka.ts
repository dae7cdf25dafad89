/** Starts a real single-node Apache Kafka (KRaft) on loopback: for the local launcher and for tests. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';
import { startGuardedChild, type GuardedChild } from './guarded-child.js';
import { kafkaClassPath, kafkaLogging } from './kafka-libraries.js';
import {
  kafkaSecurity,
  type KafkaSecurity,
  type KafkaUsers,
  type SecuredListeners,
} from './kafka-security.js';

const run = promisify(execFile);
/** A Java start on a loaded two-core machine; after a kill the logs are checked first. */
const startMsMax = 90_000;
/** A controlled shutdown flushes its logs; after this long it is killed. */
const stopMsMax = 20_000;

export interface KafkaOptions {
  /** Folder of the broker; made when missing, used again when it is there. */
  readonly dataDir: string;
  /** Port of the clients on 127.0.0.1; absent or 0: any free one. */
  readonly port?: number;
  /** Java heap in MiB; 256 serves tests, and the local start. */
  readonly heapMib?: number;
  /** Present: there are listeners with TLS and a login as well, for a folder that is new. */
  readonly users?: KafkaUsers;
}

export interface RunningKafka {
  /** `host:port`, as KAFKA_BROKERS wants it. */
  readonly brokers: readonly string[];
  /** When there are users. */
  readonly secured: SecuredListeners | undefined;
  readonly logFile: string;
  pid(): number;
  stop(): Promise<void>;
  crash(): Promise<void>;
  /** Stops the process with SIGSTOP, so that connections stay open and nothing answers; and lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Starts again after `stop` or `crash`, or restarts, on the same port and data. */
  restart(): Promise<void>;
  destroy(): Promise<void>;
}

function properties(
  dataDir: string,
  port: number,
  controllerPort: number,
  security: KafkaSecurity | undefined,
): string {
  const { addresses = [], protocols = [] } = security ?? {};
  const open = [`PLAINTEXT://127.0.0.1:${port}`, ...addresses].join(',');
  const rows = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controllerPort}`,
    listeners: `${open},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': open,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': ['CONTROLLER:PLAINTEXT', 'PLAINTEXT:PLAINTEXT', ...protocols].join(','),
    'log.dirs': join(dataDir, 'data'),
    'num.network.threads': 2,
    'num.io.threads': 2,
    'num.recovery.threads.per.data.dir': 1,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // After a kill the old registration must run out before the broker is let in again; the default is 9 s.
    'broker.session.timeout.ms': 6000,
    'broker.heartbeat.interval.ms': 1000,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
    ...security?.properties,
  };
  return Object.entries(rows)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

async function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** The controller's port is part of the quorum's stored state, so it stays the same for the life of the folder. */
async function controllerPort(dataDir: string): Promise<number> {
  const file = join(dataDir, 'controller-port');
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'));
  const port = await freePort();
  writeFileSync(file, String(port));
  return port;
}

/** Ends a broker that an earlier launcher left on the folder. */
async function endLeftover(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'kafka.pid');
  if (!existsSync(pidFile)) return;
  const pid = readFileSync(pidFile, 'utf8');
  const commandLine = `/proc/${pid}/cmdline`;
  const lives = (): boolean => existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(dataDir);
  if (lives()) {
    process.kill(Number(pid), 'SIGKILL');
    while (lives()) await sleep(50);
  }
  rmSync(pidFile, { force: true });
}

/** @throws Error with the end of the broker's log when it does not start */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const dataDir = resolve(options.dataDir);
  const classPath = await kafkaClassPath();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  await endLeftover(dataDir);
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const logFile = join(dataDir, 'kafka.log');
  const configuration = join(dataDir, 'server.properties');
  const heap = options.heapMib ?? 256;
  const java = [
    `-Xmx${heap}m`,
    '-XX:+UseSerialGC',
    '-XX:-UsePerfData',
    // The quick compiler alone: a start takes 3.3 s of CPU instead of 7, and no broker of ours lives for days.
    '-XX:TieredStopAtLevel=1',
    '-cp',
    classPath,
  ];
  const security = options.users === undefined ? undefined : await kafkaSecurity(dataDir, options.users);
  let child: GuardedChild;

  const launch = async (): Promise<void> => {
    writeFileSync(configuration, properties(dataDir, port, await controllerPort(dataDir), security));
    if (!existsSync(join(dataDir, 'data', 'meta.properties'))) {
      const clusterId = randomBytes(16).toString('base64url');
      const format = ['format', '--standalone', `--cluster-id=${clusterId}`, '-c', configuration];
      format.push(...(security?.formatArguments ?? []));
      await run('java', [
        '-Xmx64m',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        classPath,
        'kafka.tools.StorageTool',
        ...format,
      ]);
    }
    child = await startGuardedChild({
      command: 'java',
      args: [...java, `-Dlog4j2.configurationFile=${kafkaLogging}`, 'kafka.Kafka', configuration],
      cwd: dataDir,
      env: process.env,
      logFile,
      stopSignal: 'TERM',
    });
    writeFileSync(join(dataDir, 'kafka.pid'), String(child.pid));
    const deadline = Date.now() + startMsMax;
    while (!(await accepts(port))) {
      if (child.hasExited() || Date.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error(
          `Apache Kafka does not start on port ${port}: ${readFileSync(logFile, 'utf8').slice(-1500)}`,
        );
      }
      await sleep(100);
    }
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (child.hasExited()) return;
    child.kill('SIGCONT');
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
    await child.exited;
    clearTimeout(tooLong);
    rmSync(join(dataDir, 'kafka.pid'), { force: true });
  };

  await launch();
  return {
    brokers: [`127.0.0.1:${port}`],
    secured: security?.listeners,
    logFile,
    pid: () => child.pid,
    stop: () => end('SIGTERM'),
    crash: () => end('SIGKILL'),
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    restart: async () => {
      await end('SIGTERM');
      await launch();
    },
    destroy: async () => {
      await end('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
