import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PolicyRefusedError } from '@sallyport/identity/policy-file/policy-file';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from './fixtures/self-signed.js';
import { openGatewayPolicy } from './gateway-policy.js';
import type { GatewayPolicy, GatewayPolicyOptions } from './gateway-policy.js';

const SECRET = 'sk-secret-4242';

let folder: string;
let policies: GatewayPolicy[];
let logged: string[];
let metrics: Registry;

const inFolder = (name: string) => path.join(folder, name);
const write = (name: string, text: string) => writeFile(inFolder(name), text);

const documentOf = (connections: string, more = '') => `version: 1
issuers: [{ name: corp, issuer: https://idp.example.com, audience: sallyport }]
connections:
${connections}
access: [{ name: staff, groups: [staff], connections: ['*'], methods: [GET], paths: [/**] }]
${more}`;

const OPENAI = '  openai: { protocol: http, upstream: "https://api.openai.com/base/" }';
const WITH_FILE = `  openai:
    protocol: http
    upstream: https://api.openai.com
    credential: { header: authorization, scheme: Bearer, value: { file: key.txt } }`;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gateway-policy-'));
  policies = [];
  logged = [];
  metrics = new Registry();
});

afterEach(async () => {
  for (const policy of policies) policy.close();
  await rm(folder, { recursive: true });
});

async function open(more: Partial<GatewayPolicyOptions> = {}): Promise<GatewayPolicy> {
  const entry = (level: string) => (fields: unknown, text?: string) =>
    void logged.push(`${level} ${text ?? ''} ${JSON.stringify(fields).replaceAll(folder, '')}`);
  const policy = await openGatewayPolicy({
    path: inFolder('sallyport.yaml'),
    tokenKeyFile: undefined,
    maskingSecret: undefined,
    environment: {},
    log: { info: entry('info'), warn: entry('warn'), error: entry('error') },
    metrics,
    lookMs: 10,
    ...more,
  });
  policies.push(policy);
  return policy;
}

const ASKED = { subject: 'a', groups: ['staff'], agent: '', connection: 'openai', method: 'GET', path: '/x' };

describe('the policy in force', () => {
  it('answers for connections and judges requests', async () => {
    await write('sallyport.yaml', documentOf(OPENAI));
    const current = (await open()).current();
    expect(current.connectionNames).toEqual(['openai']);
    expect(current.connection('openai')).toMatchObject({
      name: 'openai',
      origin: 'https://api.openai.com',
      basePath: '/base',
      record: 'full',
      tls: {},
      connectMsMax: 10_000,
      headersMsMax: 600_000,
      idleMsMax: 300_000,
      poolConnectionsMax: 128,
    });
    expect(current.connection('openai')?.credential()).toEqual({ kind: 'none' });
    expect(current.connection('constructor')).toBeUndefined();
    expect(current.session).toEqual({ windowMs: 1_800_000, idleMs: 1_800_000, header: true });
    expect(current.judge(ASKED).decision).toBe('allow');
    expect(current.judge({ ...ASKED, method: 'POST' }).decision).toBe('deny');
  });

  it('has credentials from the environment and from files, and takes up a changed file', async () => {
    const fromEnv = WITH_FILE.replace('openai:', 'other:')
      .replace('scheme: Bearer, ', '')
      .replace('file: key.txt', 'env: OTHER_KEY');
    await write('sallyport.yaml', documentOf(`${WITH_FILE}\n${fromEnv}`));
    await write('key.txt', `${SECRET}\n`);
    const policy = await open({ environment: { OTHER_KEY: 'from-env' } });
    const credential = (name: string) => policy.current().connection(name)?.credential();
    expect(credential('openai')).toEqual({
      kind: 'header',
      name: 'authorization',
      value: `Bearer ${SECRET}`,
    });
    expect(credential('other')).toEqual({ kind: 'header', name: 'authorization', value: 'from-env' });
    const { version } = policy.current();
    await write('key.txt.new', 'rotated');
    await rename(inFolder('key.txt.new'), inFolder('key.txt'));
    await expect
      .poll(() => credential('openai'))
      .toEqual({ kind: 'header', name: 'authorization', value: 'Bearer rotated' });
    expect(policy.current().version).toBe(version);
  });

  it.each<[string, string | undefined, string]>([
    ['missing', undefined, 'cannot be read (ENOENT)'],
    ['empty', ' \n', 'is empty'],
    ['of two lines', `${SECRET}\r\nx-other: 1`, 'holds characters that a header cannot carry'],
    ['binary', `${SECRET}\u0000`, 'holds characters that a header cannot carry'],
    ['not ASCII', `${SECRET}é`, 'holds characters that a header cannot carry'],
    ['huge', 'x'.repeat(20_000), 'holds more than 16384 bytes'],
  ])('closes a connection whose credential is %s, and that one only', async (_name, text, expected) => {
    await write(
      'sallyport.yaml',
      documentOf(`${WITH_FILE}\n  other: { protocol: http, upstream: "http://127.0.0.1:1" }`),
    );
    if (text !== undefined) await write('key.txt', text);
    const current = (await open()).current();
    expect(current.connection('openai')?.credential()).toEqual({ kind: 'unavailable' });
    expect(current.connection('other')?.credential()).toEqual({ kind: 'none' });
    const warning = logged.find((line) => line.includes('connections.openai.credential.value'));
    expect(warning).toContain('/sallyport.yaml:7:');
    expect(warning).toContain(expected);
    expect(logged.join()).not.toContain(SECRET);
  });

  it('names the variable’s place when it is not set', async () => {
    await write('sallyport.yaml', documentOf(WITH_FILE.replace('file: key.txt', 'env: KEY')));
    const policy = await open();
    expect(policy.current().connection('openai')?.credential()).toEqual({ kind: 'unavailable' });
    expect(logged.join()).toContain('This environment variable is not set');
  });
});

describe('a changed document', () => {
  it('is taken whole, told to listeners, and counted', async () => {
    await write('sallyport.yaml', documentOf(OPENAI));
    const policy = await open();
    const names: string[] = [];
    policy.onChange((changed) => names.push(...changed.connectionNames));
    const before = policy.current();
    await write('sallyport.yaml', documentOf(OPENAI.replace('openai', 'other')));
    await expect.poll(() => policy.current().connectionNames).toEqual(['other']);
    expect(names).toEqual(['other']);
    expect(before.connectionNames).toEqual(['openai']);
    expect(policy.current().version).not.toBe(before.version);
    expect(await metrics.metrics()).toContain('sallyport_policy_changes_total{result="loaded"} 2');
    expect(await metrics.metrics()).toContain(
      `sallyport_policy_in_force{version="${policy.current().version}"} 1`,
    );
  });

  it('that is bad is refused whole, with a log line and in the metrics', async () => {
    await write('sallyport.yaml', documentOf(OPENAI));
    const policy = await open();
    const before = policy.current();
    await write('sallyport.yaml', documentOf(OPENAI, 'rule: []\n'));
    await expect.poll(() => logged.some((line) => line.startsWith('error'))).toBe(true);
    expect(logged.at(-1)).toContain('/sallyport.yaml:6:1: rule: This key is not known here');
    expect(policy.current()).toBe(before);
    expect(await metrics.metrics()).toContain('sallyport_policy_refused 1');
    await write('sallyport.yaml', documentOf(OPENAI));
    await expect
      .poll(async () => (await metrics.metrics()).includes('sallyport_policy_refused 0'))
      .toBe(true);
  });

  it('judges by what requests say, and refuses kinds that nobody detects', async () => {
    const rule = `rules: [{ name: no-x, when: "request.model == 'x'", action: deny }]\n`;
    await write('sallyport.yaml', documentOf(OPENAI, rule));
    const current = (await open()).current();
    expect(current.connection('openai')?.reading.bindsRequests).toBe(true);
    expect(current.judge(ASKED)).toMatchObject({ decision: 'deny', reasons: ['UNREADABLE'] });
    await write('sallyport.yaml', documentOf(OPENAI, 'detectors: { apply: [{ kinds: [emial] }] }'));
    await expect(open({ metrics: new Registry() })).rejects.toThrow(/No detector has this kind; `email`/);
  });

  it('keeps the pools of connections that it does not touch', async () => {
    const other = '  other: { protocol: http, upstream: "https://other.example.com" }';
    await write('sallyport.yaml', documentOf(`${OPENAI}\n${other}`));
    const policy = await open();
    const keys = () => ['openai', 'other'].map((name) => policy.current().connection(name)?.poolKey);
    const before = keys();
    const changed = other.replace(' }', ', pool: { connectionsMax: 1 } }');
    await write('sallyport.yaml', documentOf(`${OPENAI.replace(' }', ', record: full }')}\n${changed}`));
    await expect.poll(() => policy.current().connection('other')?.poolConnectionsMax).toBe(1);
    expect(keys()[0]).toBe(before[0]);
    expect(keys()[1]).not.toBe(before[1]);
  });
});

describe('certificates', () => {
  const pair = async () => {
    const { cert, key } = selfSigned('api.test');
    await write('cert.pem', cert);
    await write('key.pem', key);
  };
  const withTls = OPENAI.replace(
    ' }',
    ', tls: { caFile: cert.pem, certFile: cert.pem, keyFile: key.pem, serverName: api.test } }',
  );

  it('are read, and change the pool when they change', async () => {
    await write('sallyport.yaml', documentOf(withTls));
    await pair();
    const policy = await open();
    const { tls, poolKey } = policy.current().connection('openai') ?? {};
    expect(tls?.ca).toContain('BEGIN CERTIFICATE');
    expect(tls).toMatchObject({ serverName: 'api.test', ca: tls?.cert });
    await pair();
    await expect.poll(() => policy.current().connection('openai')?.poolKey).not.toBe(poolKey);
    await expect.poll(() => policy.current().connection('openai')?.credential().kind).toBe('none');
  });

  it('that are missing or unusable close the connection', async () => {
    await write('sallyport.yaml', documentOf(withTls));
    await pair();
    await unlink(inFolder('key.pem'));
    const policy = await open();
    const kind = () => policy.current().connection('openai')?.credential().kind;
    expect(kind()).toBe('unavailable');
    expect(logged.join()).toContain('connections.openai.tls.keyFile: This file cannot be read (ENOENT)');
    await write('key.pem', selfSigned('api.test').key);
    await expect.poll(() => logged.join()).toContain('the key is another’s');
    expect(kind()).toBe('unavailable');
  });
});

describe('at start', () => {
  it('every problem is shown, of the document and of the token key', async () => {
    await write('sallyport.yaml', documentOf(OPENAI).replace('version: 1', 'version: 3\nissuer: 1'));
    const error: unknown = await open().catch((thrown: unknown) => thrown);
    expect(error instanceof PolicyRefusedError && error.problems).toHaveLength(2);
    await write('sallyport.yaml', documentOf(OPENAI));
    await write('token.key', SECRET);
    metrics = new Registry();
    await expect(open({ tokenKeyFile: inFolder('token.key') })).rejects.toThrow(
      /SALLYPORT_TOKEN_KEY_FILE: The token key must be/,
    );
  });

  it('session tokens are on with a token key, and off without', async () => {
    await write('sallyport.yaml', documentOf(OPENAI));
    await write(
      'token.key',
      generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    );
    const keysOf = async (policy: GatewayPolicy) => {
      const request = {
        method: 'GET',
        query: '',
        contentType: '',
        authorization: undefined,
        body: Buffer.alloc(0),
      };
      const source = { requestId: 'r', sourceAddress: '127.0.0.1', sourceNetwork: '127.0.0.0/24' };
      const answer = await policy.ownEndpoints
        .get('/.well-known/jwks.json')
        ?.handle({ ...request, ...source });
      return (JSON.parse(answer?.body ?? '{}') as { keys: unknown[] }).keys.length;
    };
    const policy = await open({ tokenKeyFile: inFolder('token.key') });
    expect(await keysOf(policy)).toBe(1);
    const next = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const previous = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    await write('token.key', JSON.stringify({ keys: [next, previous] }));
    await expect.poll(() => keysOf(policy)).toBe(2);
    metrics = new Registry();
    expect(await keysOf(await open())).toBe(0);
  });
});
