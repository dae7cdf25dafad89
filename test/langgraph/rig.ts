/** An agent's whole way: client → gateway → LangGraph server → gateway → provider, all of it real but the provider. */
import { Client } from '@langchain/langgraph-sdk';
import type { DemoName } from '@sallyport/testkit/identity-provider/demo-identities';
import { freePort } from '@sallyport/testkit/infrastructure/free-port';
import { startDemoLlm, type DemoLlm } from '@sallyport/testkit/demo-llm/demo-llm';
import { ArchiveReader, type ArchivedEvent } from '../harness/archive-reader.js';
import { startSystem, type PolicyChoice, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startLangGraphServer, type LangGraphServer } from './langgraph-server.js';
import { startTap, type Tap } from './tap.js';

export interface Rig {
  readonly system: System;
  readonly llm: DemoLlm;
  readonly server: LangGraphServer;
  /** What reached the LangGraph server. */
  readonly tap: Tap;
  readonly archive: ArchiveReader;
  /** LangGraph's client with another base URL and another key, nothing else. */
  client(name?: DemoName): Promise<Client>;
  /** Events of one type in the archive, the oldest first, when there are so many. */
  events(type: string, atLeast: number, which?: (event: ArchivedEvent) => boolean): Promise<ArchivedEvent[]>;
  stop(): Promise<void>;
}

/** Addresses that the policy document has to name. */
export interface Upstreams {
  readonly graphs: string;
  readonly llm: string;
}

/** @param policy of a system with these upstreams */
export async function startRig(policy: (upstreams: Upstreams) => PolicyChoice): Promise<Rig> {
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const llm = await startDemoLlm({ port: 0, apiKey: 'the-real-upstream-key' });
    closers.push(() => llm.stop());
    const port = await freePort();
    const tap = await startTap(port);
    closers.push(() => tap.close());
    const system = await startSystem({
      log: 'embedded',
      replicas: { gateway: 1, 'session-archive': 1 },
      policy: policy({ graphs: tap.url, llm: llm.url }),
    });
    closers.push(() => system.stop());
    const gateway = system.of('gateway')[0]?.addresses.http ?? '';
    const server = await startLangGraphServer({
      port,
      model: {
        baseUrl: `${gateway}/openai/v1`,
        key: await system.identityProvider.token('agent'),
        name: 'demo-small',
      },
    });
    closers.push(() => server.stop());
    const archive = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
      system.identityProvider.token('auditor'),
    );
    return {
      system,
      llm,
      server,
      tap,
      archive,
      client: async (name = 'agent') =>
        new Client({
          apiUrl: `${gateway}/graphs`,
          apiKey: await system.identityProvider.token(name),
          callerOptions: { maxRetries: 0 },
        }),
      events: (type, atLeast, which = () => true) =>
        until(`${atLeast} events ${type}`, 60_000, async () => {
          const found = (await archive.events({ type })).filter(which);
          return found.length >= atLeast ? found.sort((a, b) => a.position - b.position) : undefined;
        }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
