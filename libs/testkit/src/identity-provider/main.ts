/** The identity provider as a process of its own: announces its issuer and hands out tokens over IPC. */
import { demoNames, type DemoName } from './demo-identities.js';
import { startIdentityProvider } from './identity-provider.js';
import { accessTokenS } from './provider-configuration.js';

/** What the parent asks for. */
export interface TokensWanted {
  readonly type: 'tokens';
}
/** What it gets: one token for each demo identity, all ending at the same time. */
export interface TokensIssued {
  readonly type: 'tokens';
  readonly tokens: Readonly<Record<DemoName, string>>;
  readonly expiresAtS: number;
}

const stateDir = process.argv[2];
const port = Number(process.argv[3] ?? 0);
if (stateDir === undefined) throw new Error('usage: main.js STATE_DIR [PORT]');

const provider = await startIdentityProvider({ stateDir, port });

async function issue(): Promise<TokensIssued> {
  const expiresAtS = Math.floor(Date.now() / 1000) + accessTokenS;
  const tokens = await Promise.all(
    demoNames.map(async (name) => [name, await provider.token(name)] as const),
  );
  return { type: 'tokens', tokens: Object.fromEntries(tokens) as Record<DemoName, string>, expiresAtS };
}

const stop = (): void => {
  void provider.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.on('disconnect', stop);
process.on('message', (message: Partial<TokensWanted>) => {
  if (message.type === 'tokens') void issue().then((issued) => process.send?.(issued));
});
process.send?.({ type: 'listening', http: provider.issuer });
process.send?.({ type: 'ready' });
