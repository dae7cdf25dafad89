/** What stands around Sallyport in the demo: the identity provider, and the stand-in for the LLM provider. */
import { fileURLToPath } from 'node:url';
import { demoIdentities, demoNames } from '@sallyport/testkit/identity-provider/demo-identities';
import type { TokensIssued } from '@sallyport/testkit/identity-provider/main';
import type { Ports } from './listeners.js';
import type { RunFile } from './run-file.js';
import { baseEnvironment, demoLlmEnvironment } from './service-environment.js';
import type { StateFolder } from './state-folder.js';
import { SupervisedProcess, type ProcessEvents } from './supervised-process.js';

export interface DemoWorldOptions {
  readonly state: StateFolder;
  readonly ports: Ports;
  /** Absent when the real provider is used. */
  readonly llmKey: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly events: ProcessEvents;
}

export interface Identities {
  readonly identities: RunFile['identities'];
  readonly expiresAtS: number;
}

const script = (name: string): string =>
  fileURLToPath(import.meta.resolve(`@sallyport/testkit/${name}/main`));

export class DemoWorld {
  readonly issuer: string;
  readonly llmUrl: string;
  readonly #identityProvider: SupervisedProcess;
  readonly #llm: SupervisedProcess | undefined;

  constructor({ state, ports, llmKey, env, events }: DemoWorldOptions) {
    this.issuer = `http://127.0.0.1:${ports['identity-provider']}`;
    this.llmUrl = `http://127.0.0.1:${ports['demo-llm']}`;
    const base = baseEnvironment(env);
    const identityProvider = {
      name: 'identity-provider',
      script: script('identity-provider'),
      args: [state.root, String(ports['identity-provider'])],
      env: base,
    };
    this.#identityProvider = new SupervisedProcess(identityProvider, state.logs, events);
    if (llmKey === undefined) return;
    const llm = {
      name: 'demo-llm',
      script: script('demo-llm'),
      args: [String(ports['demo-llm'])],
      env: { ...base, ...demoLlmEnvironment(env), SALLYPORT_DEMO_LLM_API_KEY: llmKey },
    };
    this.#llm = new SupervisedProcess(llm, state.logs, events);
  }

  get processes(): readonly SupervisedProcess[] {
    return this.#llm === undefined ? [this.#identityProvider] : [this.#identityProvider, this.#llm];
  }

  start(): void {
    for (const process of this.processes) process.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
  }

  /** Fresh tokens for all demo identities. */
  async identities(): Promise<Identities> {
    const { tokens, expiresAtS } = await this.#identityProvider.ask<TokensIssued>('tokens');
    const identities = Object.fromEntries(
      demoNames.map((name) => {
        const { subject, groups } = demoIdentities[name];
        return [name, { subject, groups, token: tokens[name] }];
      }),
    );
    return { identities, expiresAtS };
  }
}
