import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Logins, type Login } from './logins.js';
import { findSystem, type FindSystem } from './system.js';

let folder: string;
let elsewhere: string;
let logins: Logins;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-cli-'));
  elsewhere = path.join(folder, 'elsewhere');
  mkdirSync(elsewhere);
  logins = new Logins({ XDG_CONFIG_HOME: path.join(folder, 'config') }, folder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const login: Login = {
  url: 'http://archive.example',
  issuer: 'http://issuer.example',
  clientId: 'sallyport-cli',
  accessToken: 'of-the-person',
  expiresAtS: Date.now() / 1000 + 600,
};

function clone(): string {
  const root = path.join(folder, 'clone');
  mkdirSync(path.join(root, '.sallyport'), { recursive: true });
  mkdirSync(path.join(root, 'libs', 'cli'), { recursive: true });
  const identity = (token: string): object => ({ subject: token, groups: [], token });
  const run = {
    ...{ ready: true, mode: 'demo', connections: {}, eventLog: { kind: 'embedded' } },
    services: { 'session-archive': { url: 'http://127.0.0.1:7401/', pid: 1 } },
    gateway: { url: 'http://127.0.0.1:7400' },
    identities: { auditor: identity('auditor-token'), agent: identity('agent-token') },
  };
  writeFileSync(path.join(root, '.sallyport', 'run.json'), JSON.stringify(run));
  return root;
}

const find = (more: Partial<FindSystem>): ReturnType<typeof findSystem> =>
  findSystem({
    env: {},
    cwd: elsewhere,
    packageFolder: elsewhere,
    logins,
    as: undefined,
    usually: 'auditor',
    ...more,
  });

describe('the system a command talks to', () => {
  it('is the local start of the clone, above the current folder or above the package, as the demo auditor', async () => {
    const root = clone();
    for (const where of [
      { cwd: path.join(root, 'libs') },
      { packageFolder: path.join(root, 'libs', 'cli') },
    ]) {
      const system = find(where);
      expect(system).toMatchObject({ url: 'http://127.0.0.1:7401', gatewayUrl: 'http://127.0.0.1:7400' });
      expect(await system.token()).toBe('auditor-token');
    }
    expect(await find({ cwd: root, as: 'agent' }).token()).toBe('agent-token');
    await expect(find({ cwd: root, as: 'nobody' }).token()).rejects.toThrow(/There are: auditor, agent/);
  });

  it('is the one that SALLYPORT_URL names, with a token or a login', async () => {
    const env = { SALLYPORT_URL: 'http://archive.example/', SALLYPORT_TOKEN: 'given' };
    expect(await find({ cwd: clone(), env }).token()).toBe('given');
    const { SALLYPORT_URL } = env;
    await expect(find({ env: { SALLYPORT_URL } }).token()).rejects.toThrow(/sallyport login/);
    logins.save(login);
    expect(await find({ env: { SALLYPORT_URL } }).token()).toBe('of-the-person');
    expect(() => find({ env: { SALLYPORT_URL: 'no url' } })).toThrow(/not a URL/);
    expect(() => find({ env, as: 'agent' })).toThrow(/demo identities/);
  });

  it('is the one of the last login, where nothing else is known', async () => {
    expect(() => find({})).toThrow(/npm start/);
    logins.save(login);
    expect(await find({}).token()).toBe('of-the-person');
  });
});

describe('logins', () => {
  it('are readable by their owner only', () => {
    logins.save(login);
    expect(statSync(path.join(folder, 'config', 'sallyport', 'logins.json')).mode & 0o777).toBe(0o600);
    logins.save({ ...login, accessToken: 'newer' });
    expect(logins.find(login.url)?.accessToken).toBe('newer');
    expect(logins.find('http://other.example')).toBeUndefined();
  });
});
