/** A login by device flow against the real provider: kept, used, and refreshed when its token has ended. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { logIn, refresh } from '@sallyport/cli/system/device-login';
import { Logins } from '@sallyport/cli/system/logins';
import { findSystem } from '@sallyport/cli/system/system';
import { completeDeviceLogin } from '@sallyport/testkit/identity-provider/device-login';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '@sallyport/testkit/identity-provider/identity-provider';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let provider: IdentityProvider;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-login-'));
  provider = await startIdentityProvider({ stateDir: folder, port: 0 });
});
afterEach(async () => {
  await provider.stop();
  await rm(folder, { recursive: true });
});

it('logs a person in, keeps the login, and refreshes it', async () => {
  const { issuer } = provider;
  const target = { url: 'http://archive.example', gatewayUrl: undefined, issuer, clientId: 'sallyport-cli' };
  const shown: string[] = [];
  const login = await logIn(target, ({ url, userCode }) => {
    shown.push(userCode);
    void completeDeviceLogin(url, 'auditor');
  });
  expect(shown).toEqual([expect.stringMatching(/^\w{4}-\w{4}$/)]);
  expect(decodeJwt(login.accessToken)).toMatchObject({ sub: 'demo-auditor', aud: 'sallyport' });

  const logins = new Logins({ XDG_CONFIG_HOME: folder }, folder);
  logins.save({ ...login, expiresAtS: 0 });
  const system = findSystem({
    env: {},
    cwd: folder,
    packageFolder: folder,
    logins,
    as: undefined,
    usually: 'auditor',
  });
  const token = await system.token();
  expect(token).not.toBe(login.accessToken);
  expect(decodeJwt(token).sub).toBe('demo-auditor');
  expect(logins.find(target.url)?.accessToken).toBe(token);
});

it('says that the login has ended when the provider no longer knows it', async () => {
  const login = {
    ...{ url: 'http://archive.example', issuer: provider.issuer, clientId: 'sallyport-cli' },
    ...{ accessToken: 'x', refreshToken: 'unknown', expiresAtS: 0 },
  };
  await expect(refresh(login)).rejects.toMatchObject({ reason: 'denied' });
});
