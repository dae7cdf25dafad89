/** The demo's OpenID provider (the certified `oidc-provider`) on loopback, also as a library call for tests. */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { importJWK, SignJWT, type JWTPayload } from 'jose';
import Provider from 'oidc-provider';
import { demoIdentities, type DemoName } from './demo-identities.js';
import { answerLogin } from './login-page.js';
import {
  accessTokenS,
  audience,
  cliClientId,
  personOf,
  providerConfiguration,
} from './provider-configuration.js';
import { openStore } from './provider-store.js';
import { openSecrets, rotate, type ProviderSecrets } from './signing-keys.js';

export interface TokenOptions {
  /** Claims to add or replace; `undefined` removes one. */
  readonly claims?: JWTPayload;
  /** Seconds until the token ends; may be negative. Default: an hour. */
  readonly expiresInS?: number;
}

export interface IdentityProvider {
  readonly issuer: string;
  /** Client of the demo agent for `client_credentials`. */
  readonly agentClient: { readonly id: string; readonly secret: string };
  /** An access token as the provider's own endpoints issue it, without the round trips. */
  token(name: DemoName, options?: TokenOptions): Promise<string>;
  /** From now on a new key signs; tokens of the old one stay valid. */
  rotateKeys(): Promise<void>;
  stop(): Promise<void>;
}

export interface IdentityProviderOptions {
  /** Folder for keys and grants; created when missing. */
  readonly stateDir: string;
  /** 0 takes any free port; the issuer's URL contains it. */
  readonly port: number;
}

async function sign(
  secrets: ProviderSecrets,
  issuer: string,
  name: DemoName,
  options: TokenOptions,
): Promise<string> {
  const [key] = secrets.keys;
  const { subject } = demoIdentities[name];
  const nowS = Math.floor(Date.now() / 1000);
  const claims: JWTPayload = {
    iss: issuer,
    sub: subject,
    aud: audience,
    client_id: name === 'agent' ? subject : cliClientId,
    jti: randomUUID(),
    iat: nowS,
    exp: nowS + (options.expiresInS ?? accessTokenS),
    scope: audience,
    ...personOf(subject),
    ...options.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt' })
    .sign(await importJWK(key));
}

/** Starts the provider on 127.0.0.1. Keys, logins and refresh tokens of an earlier start in the same folder stay valid on the same port. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const folder = path.join(options.stateDir, 'identity-provider');
  let secrets = await openSecrets(folder);
  const store = openStore(folder);
  const server = http.createServer();
  // One request per connection: a client that keeps connections would find a dead one after a restart.
  server.maxRequestsPerSocket = 1;
  server.listen(options.port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `http://${host}`;

  const build = (): { provider: Provider; handle: ReturnType<Provider['callback']> } => {
    const provider = new Provider(issuer, providerConfiguration(secrets, store));
    return { provider, handle: provider.callback() };
  };
  let current = build();
  server.on('request', (request, response) => {
    if (request.headers.host !== host) {
      response
        .writeHead(421, { 'content-type': 'text/plain' })
        .end('This provider answers on its own address only.\n');
      return;
    }
    const { provider, handle } = current;
    answerLogin(provider, request, response)
      .then((answered) => (answered ? undefined : handle(request, response)))
      .catch((error: unknown) => {
        const text = error instanceof Error ? error.message : 'unknown error';
        if (!response.headersSent) response.writeHead(400, { 'content-type': 'text/plain' });
        response.end(`The demo login failed: ${text}\n`);
      });
  });

  return {
    issuer,
    agentClient: { id: demoIdentities.agent.subject, secret: secrets.agentSecret },
    token: async (name, tokenOptions = {}) => sign(secrets, issuer, name, tokenOptions),
    rotateKeys: async () => {
      secrets = await rotate(folder, secrets);
      current = build();
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      store.close();
    },
  };
}
