/** What the client libraries run against: the real gateway before the local provider, with a tap in front of it. */
import { startProvider, type Provider } from '@sallyport/testkit/provider/provider';
import { startSystem, type System } from '../../harness/system.js';
import type { Asked } from './client-program.js';
import type { Library } from './libraries.js';
import { startTap, type Tap } from './tap.js';

export const upstreamKey = 'the-real-upstream-key';

export interface World {
  readonly system: System;
  readonly provider: Provider;
  readonly tap: Tap;
  /** Token of the agent that policy knows, of somebody it does not, and one that is none. */
  readonly tokens: Readonly<Record<'agent' | 'stranger' | 'garbage', string>>;
  /** Base URL, token and model as a library is given them; `more` says what is asked. */
  asked(library: Library, more: Partial<Asked>): Asked;
  /** Forgets what was seen until now, and what the provider was told to say. */
  begin(): void;
  stop(): Promise<void>;
}

/** `policy` is the document without its issuers; it is given the provider's URL. */
export async function startWorld(policy: (providerUrl: string) => string): Promise<World> {
  const provider = await startProvider({ port: 0, apiKey: upstreamKey });
  const system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1 },
    policy: (issuer) =>
      `version: 1\nissuers: [{ name: test, issuer: '${issuer}', audience: sallyport }]\n${policy(provider.url)}`,
  });
  const tap = await startTap(system.of('gateway')[0]?.addresses.http ?? '');
  const tokens = {
    agent: await system.identityProvider.token('agent'),
    stranger: await system.identityProvider.token('stranger'),
    garbage: 'not-a-token',
  };
  return {
    system,
    provider,
    tap,
    tokens,
    asked: (library, more) => ({
      base: `${tap.url}/${library.connection}${library.base}`,
      token: tokens.agent,
      model: 'demo-small',
      ...more,
    }),
    begin: () => {
      provider.reset();
      tap.requests.length = 0;
    },
    stop: async () => {
      await tap.stop();
      await system.stop();
      await provider.stop();
    },
  };
}
