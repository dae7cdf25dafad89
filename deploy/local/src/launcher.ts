/** The local start: everything in order, kept running, renewed, and stopped in the reverse order. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { banner } from './banner.js';
import { DemoWorld, type Identities } from './demo-world.js';
import { heldExample } from './held-example.js';
import { settlePorts } from './free-ports.js';
import { requireKafka, startInfrastructure, type Infrastructure } from './infrastructure.js';
import { planPorts, type Listener, type Ports } from './listeners.js';
import { migrateSchemas } from './migrate-schemas.js';
import { baseUrlOf, readPolicy, writeDemoPolicy, type PolicyInUse } from './policy-document.js';
import { provisionDatabase, roleUrl } from './provision/provision-database.js';
import { provisionLog } from './provision/provision-log.js';
import { database, eventLogOwner } from './provision/roles.js';
import { ensureMaskingKey } from './provision/masking-key.js';
import { ensureControlRoot } from './provision/control-root.js';
import { ensureTokenKey } from './provision/token-key.js';
import { writeRunFile } from './run-file.js';
import { openLocalSecrets, type LocalSecrets } from './secrets.js';
import { ServiceFleet } from './service-fleet.js';
import type { Settings } from './settings.js';
import { StartError } from './start-error.js';
import { isDeletedByReset, readJson, reset, type StateFolder } from './state-folder.js';
import { Readiness } from './readiness.js';
import { RepeatedLines } from './repeated-lines.js';
import type { ProcessEvents } from './supervised-process.js';

/** Services whose launcher was killed end within this time. */
const drainMsMax = 12_000;
/** Tokens are renewed when this share of their life is over: whoever read run.json has the rest of it. */
const renewAtShare = 0.5;
/** Renewal is tried again after this, when the identity provider is being restarted. */
const renewRetryMs = 5_000;

type Environment = Readonly<Record<string, string | undefined>>;

export class Launcher {
  #infrastructure: Infrastructure | undefined;
  #world: DemoWorld | undefined;
  #fleet: ServiceFleet | undefined;
  #identities: Identities | undefined;
  #policy: PolicyInUse | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #running = false;
  readonly #readiness = new Readiness();
  readonly #stopped = new AbortController();
  readonly #openAiKey: string | undefined;
  readonly #repeated: RepeatedLines;

  constructor(
    private readonly settings: Settings,
    private readonly state: StateFolder,
    private readonly root: string,
    private readonly env: Environment,
    private readonly say: (text: string) => void,
    private readonly before: 'clean' | 'after-crash',
  ) {
    this.#repeated = new RepeatedLines(say);
    this.#openAiKey = env['OPENAI_API_KEY'] === '' ? undefined : env['OPENAI_API_KEY'];
  }

  /** Resolves when everything is ready and run.json is written. @throws StartError */
  async start(): Promise<void> {
    const { settings, state, say } = this;
    if (settings.config !== undefined) this.#checkConfig(settings.config);
    if (settings.kafka) await requireKafka();
    const ports = await this.#ports();
    // Only a start that nothing stands in the way of may forget the data of earlier ones.
    if (settings.reset) reset(state);
    for (const folder of [state.logs, state.spool]) mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(state.portsFile, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
    const secrets = openLocalSecrets(state.passwordsFile);
    ensureTokenKey(state.tokenKeyFile);
    ensureMaskingKey(state.maskingKeyFile);
    ensureControlRoot(state.controlRoot);

    say('starting PostgreSQL …');
    const kafkaPort = settings.kafka ? ports.kafka : undefined;
    this.#infrastructure = await startInfrastructure({ state, postgresPort: ports.postgres, kafkaPort, say });
    this.#stopped.signal.throwIfAborted();
    const brokers = await this.#provision(this.#infrastructure, secrets);

    say('starting the identity provider and the services …');
    const llmKey = this.#openAiKey === undefined ? secrets.demoLlmKey : undefined;
    this.#world = new DemoWorld({ state, ports, llmKey, env: this.env, events: this.#events });
    this.#world.start();
    const { url: postgresUrl } = this.#infrastructure.postgres;
    const { issuer: demoIssuer } = this.#world;
    const facts = { state, postgresUrl, passwords: secrets.passwords, env: this.env, demoIssuer };
    const migrated = migrateSchemas({ root: this.root, facts, signal: this.#stopped.signal });
    await Promise.all([this.#readiness.all(this.#world.processes), migrated]);
    this.#identities = await this.#world.identities();
    this.#policy = this.#usePolicy(this.#world);
    this.#fleet = ServiceFleet.plan({
      root: this.root,
      replicas: settings.replicas,
      ports,
      events: this.#events,
      facts: {
        ...facts,
        ...{ policyFile: this.#policy.file, brokers, openAiKey: this.#openAiKey ?? secrets.demoLlmKey },
      },
    });
    this.#fleet.start();
    await this.#readiness.all(this.#fleet.processes);
    this.#running = true;
    this.#writeRun();
    this.#renewLater();
    for (const line of this.#banner()) say(line);
  }

  /** Clients and gateways first, PostgreSQL last. Safe at any moment of a start. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#stopped.abort(new StartError('The start was broken off.'));
    clearTimeout(this.#renewal);
    this.#readiness.breakOff();
    await this.#fleet?.stop();
    await this.#world?.stop();
    await this.#infrastructure?.stop();
    this.#repeated.close();
  }

  /** Ends the processes without waiting; PostgreSQL and Kafka end with this process. */
  kill(): void {
    for (const process of [...(this.#fleet?.processes ?? []), ...(this.#world?.processes ?? [])])
      process.kill();
  }

  #checkConfig(file: string): void {
    readPolicy(file);
    if (this.settings.reset && isDeletedByReset(this.state, file)) {
      throw new StartError(
        `--reset would delete the policy document ${file} too; keep it in another folder.`,
      );
    }
  }

  async #ports(): Promise<Ports> {
    const { settings, state } = this;
    const before = settings.reset ? {} : ((readJson(state.portsFile) ?? {}) as Partial<Ports>);
    const unused: readonly Listener[] = [
      ...(settings.kafka ? [] : (['kafka'] as const)),
      ...(this.#openAiKey === undefined ? [] : (['demo-llm'] as const)),
    ];
    const waitMsMax = this.before === 'clean' ? 0 : drainMsMax;
    return settlePorts(planPorts(settings, before), new Set(unused), waitMsMax);
  }

  async #provision(
    { postgres, kafka }: Infrastructure,
    { passwords }: LocalSecrets,
  ): Promise<readonly string[] | undefined> {
    await provisionDatabase(postgres.url, passwords);
    const log =
      kafka === undefined
        ? { EVENT_LOG_DATABASE_URL: roleUrl(postgres.url, eventLogOwner, passwords) }
        : { KAFKA_BROKERS: kafka.brokers.join(',') };
    await provisionLog(log, this.#stopped.signal);
    return kafka?.brokers;
  }

  #usePolicy(world: DemoWorld): PolicyInUse {
    if (this.settings.config !== undefined) return readPolicy(this.settings.config);
    const source = path.join(this.root, 'deploy', 'local', 'demo', 'sallyport.yaml');
    return writeDemoPolicy(source, this.state.policyFile, world.issuer, this.#openAiUpstream(world));
  }

  #openAiUpstream(world: DemoWorld): string {
    return this.#openAiKey === undefined ? world.llmUrl : 'https://api.openai.com';
  }

  readonly #events: ProcessEvents = {
    ready: () => {
      this.#readiness.changed();
      if (this.#running) this.#writeRun();
    },
    died: (name, how, pauseMs) => {
      this.#repeated.show(`${name} ended (${how}); starting it again in ${pauseMs} ms`);
      this.#readiness.died(name);
      if (this.#running) this.#writeRun();
    },
    gaveUp: (name, why, said) => this.#readiness.gaveUp(name, why, said),
    line: (text, mayRepeat) => {
      if (mayRepeat) this.#repeated.show(text);
      else this.say(text);
    },
  };

  #writeRun(): void {
    writeRunFile(this.state.runFile, this.#run());
  }

  #run(): Parameters<typeof writeRunFile>[1] {
    const [infrastructure, world, fleet] = [this.#infrastructure, this.#world, this.#fleet];
    const [identities, policy] = [this.#identities, this.#policy];
    if (!infrastructure || !world || !fleet || !identities || !policy) throw new Error('not started');
    const urls = fleet.gatewayUrls();
    const url = urls[0] ?? '';
    const upstream = this.#openAiUpstream(world);
    const connections = Object.entries(policy.document.connections).map(
      ([name, connection]) =>
        [name, { baseUrl: baseUrlOf(url, name, connection.upstream, upstream) }] as const,
    );
    const demoMode = this.#openAiKey === undefined ? 'demo' : 'openai';
    const { postgres, kafka } = infrastructure;
    return {
      ready: [...fleet.processes, ...world.processes].every((process) => process.ready),
      mode: this.settings.config === undefined ? demoMode : 'config',
      services: fleet.entries(),
      gateway: { url, urls },
      connections: Object.fromEntries(connections),
      identities: identities.identities,
      eventLog: kafka === undefined ? { kind: 'embedded' } : { kind: 'kafka', brokers: kafka.brokers },
      postgres: { url: postgres.urlOf(database) },
      ...(this.settings.config === undefined && { demo: { held: heldExample(this.#demoModel) } }),
    };
  }

  get #demoModel(): string {
    return this.#openAiKey === undefined ? 'demo-small' : 'gpt-4o-mini';
  }

  #renewLater(): void {
    const lifeMs = (this.#identities?.expiresAtS ?? 0) * 1000 - Date.now();
    this.#renewal = setTimeout(() => void this.#renew(), Math.max(renewRetryMs, lifeMs * renewAtShare));
  }

  async #renew(): Promise<void> {
    try {
      this.#identities = (await this.#world?.identities()) ?? this.#identities;
      if (this.#running) this.#writeRun();
    } catch (error) {
      this.say(
        `the demo's tokens were not renewed: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    if (this.#running) this.#renewLater();
  }

  #banner(): readonly string[] {
    const { document, file } = this.#policy ?? { document: undefined, file: '' };
    const full = Object.entries(document?.connections ?? {}).filter(([, { record }]) => record === 'full');
    const own = path.join(this.root, '.sallyport', 'run.json');
    return banner({
      run: this.#run(),
      stateDir: this.state.root,
      policyFile: file,
      realOpenAi: this.#openAiKey !== undefined,
      demoIssuerAccepted: document?.issuers.some(({ issuer }) => issuer === this.#world?.issuer) ?? false,
      recordedInFull: full.map(([name]) => name),
      issuer: this.#world?.issuer ?? '',
      runFile: this.state.runFile === own ? './.sallyport/run.json' : this.state.runFile,
    });
  }
}
