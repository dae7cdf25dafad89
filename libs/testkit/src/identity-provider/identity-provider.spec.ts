import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completeDeviceLogin } from './device-login.js';
import { startIdentityProvider, type IdentityProvider } from './identity-provider.js';

let stateDir: string;
let provider: IdentityProvider;

beforeEach(async () => {
  stateDir = await mkdtemp(path.join(tmpdir(), 'sallyport-idp-'));
  provider = await startIdentityProvider({ stateDir, port: 0 });
});
afterEach(async () => {
  await provider.stop();
  await rm(stateDir, { recursive: true });
});

interface Discovery {
  readonly jwks_uri: string;
  readonly token_endpoint: string;
  readonly device_authorization_endpoint: string;
}
async function discovery(): Promise<Discovery> {
  const response = await fetch(`${provider.issuer}/.well-known/openid-configuration`);
  return (await response.json()) as Discovery;
}
async function verified(token: string): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL((await discovery()).jwks_uri));
  const { payload } = await jwtVerify(token, keys, {
    issuer: provider.issuer,
    audience: 'sallyport',
    typ: 'at+jwt',
  });
  return payload;
}
async function post(url: string, body: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(body) });
  return (await response.json()) as Record<string, string>;
}

describe('the demo identity provider', () => {
  it('issues tokens that verify against its key set and say who it is', async () => {
    expect(await verified(await provider.token('auditor'))).toMatchObject({
      sub: 'demo-auditor',
      groups: ['auditors'],
      email: 'audrey@sallyport.example',
      name: 'Audrey Auditor',
      client_id: 'sallyport-cli',
    });
  });

  it('issues what a test asks for', async () => {
    await expect(verified(await provider.token('agent', { expiresInS: -60 }))).rejects.toThrow(/exp/);
    await expect(verified(await provider.token('agent', { claims: { aud: 'other' } }))).rejects.toThrow(
      /aud/,
    );
    expect(await verified(await provider.token('agent', { claims: { act: { sub: 'x' } } }))).toMatchObject({
      act: { sub: 'x' },
    });
  });

  it('gives the agent a token for its client credentials', async () => {
    const { id, secret } = provider.agentClient;
    const { token_endpoint } = await discovery();
    const answer = await post(token_endpoint, {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
    });
    expect(await verified(answer['access_token'] ?? '')).toMatchObject({
      sub: 'demo-agent',
      groups: ['agents'],
    });
  });

  it('logs a person in by device flow, and refreshes the login after a restart', async () => {
    const { device_authorization_endpoint, token_endpoint } = await discovery();
    const client = { client_id: 'sallyport-cli' };
    const device = await post(device_authorization_endpoint, { ...client, scope: 'openid offline_access' });
    await completeDeviceLogin(device['verification_uri_complete'] ?? '', 'approver');
    const login = await post(token_endpoint, {
      ...client,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: device['device_code'] ?? '',
    });
    expect(await verified(login['access_token'] ?? '')).toMatchObject({
      sub: 'demo-approver',
      groups: ['approvers'],
    });

    const port = Number(new URL(provider.issuer).port);
    await provider.stop();
    provider = await startIdentityProvider({ stateDir, port });
    const refreshed = await post(token_endpoint, {
      ...client,
      grant_type: 'refresh_token',
      refresh_token: login['refresh_token'] ?? '',
    });
    expect(await verified(refreshed['access_token'] ?? '')).toMatchObject({ sub: 'demo-approver' });
  });

  it('rotates its key and keeps older tokens valid, also over a restart', async () => {
    const before = await provider.token('agent');
    await provider.rotateKeys();
    const after = await provider.token('agent');
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    const port = Number(new URL(provider.issuer).port);
    await provider.stop();
    provider = await startIdentityProvider({ stateDir, port });
    for (const token of [before, after]) expect(await verified(token)).toMatchObject({ sub: 'demo-agent' });
  });

  it('answers on its own address only', async () => {
    const { status } = await fetch(`${provider.issuer.replace('127.0.0.1', 'localhost')}/jwks`);
    expect(status).toBe(421);
  });
});
