/** What the client libraries run against: the real gateway before the local provider, with a tap in front of it. */
import { writeFileSync } from 'node:fs';
import { startProvider, type Provider } from '@sallyport/testkit/provider/provider';
import { startSystem, type System } from '../../harness/system.js';
import { until } from '../../harness/until.js';
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

/**
 * `policy` is the document without its issuers; it is given the provider's URL. It is in force when the agent may read
 * `probe`.
 */
export async function startWorld(
  policy: (providerUrl: string) => string,
  probe = '/openai/v1/models',
): Promise<World> {
  const provider = await startProvider({ port: 0, apiKey: upstreamKey });
  const system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1 },
    policy: { connections: { starting: provider.url } },
  });
  const issuer = system.identityProvider.issuer;
  writeFileSync(
    system.policyFile,
    `version: 1\nissuers: [{ name: test, issuer: '${issuer}', audience: sallyport }]\n${policy(provider.url)}`,
  );
  const gateway = system.of('gateway')[0];
  const tap = await startTap(gateway?.addresses.http ?? '');
  const tokens = {
    agent: await system.identityProvider.token('agent'),
    stranger: await system.identityProvider.token('stranger'),
    garbage: 'not-a-token',
  };
  await until('the policy to be in force', 20_000, async () => {
    const answer = await fetch(`${gateway?.addresses.http ?? ''}${probe}`, {
      headers: { authorization: `Bearer ${tokens.agent}` },
    });
    if (answer.status !== 200)
      throw new Error(`${answer.status} ${await answer.text()}\n${gateway?.output ?? ''}`);
    return true;
  });
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
