/** The data port as a part: TLS with certificates that change, mutual TLS, and a stop that loses no end. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { readFileSync } from 'node:fs';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { SessionEndReason } from '@sallyport/contracts/generated/sallyport/events/v1/session';
import { Certificates } from './certificates.js';
import { HttpPart } from './http-part.js';
import { goodToken, runDoor, until, type RunningDoor } from './fixtures/running-door.js';

let folder = '';
const at = (name: string): string => path.join(folder, name);

/** A self-signed certificate, which is its own authority. */
function certificate(name: string, commonName: string): void {
  const subject = ['-subj', `/CN=${commonName}`, '-addext', 'subjectAltName=DNS:localhost'];
  const key = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    at(`${name}.key`),
  ];
  execFileSync('openssl', ['req', '-x509', '-days', '1', ...key, '-out', at(`${name}.crt`), ...subject], {
    stdio: 'ignore',
  });
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-tls-'));
  certificate('first', 'first');
  certificate('second', 'second');
  certificate('client', 'client');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let running: RunningDoor | undefined;
let part: HttpPart | undefined;
afterEach(async () => {
  await part?.stop(AbortSignal.timeout(1_000));
  await running?.close();
  part = undefined;
});

async function start(door: RunningDoor, certificates?: Certificates): Promise<URL> {
  let url = '';
  part = new HttpPart(door.door, {
    host: '127.0.0.1',
    port: 0,
    certificates,
    announce: (bound) => (url = bound),
  });
  await part.start();
  return new URL(url);
}

function nameAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      const peer: PeerCertificate = socket.getPeerCertificate();
      socket.destroy();
      resolve(String(peer.subject.CN));
    });
    socket.on('error', reject);
  });
}

function getSecure(url: URL, client: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${goodToken}` };
    const options = { ...client, rejectUnauthorized: false, agent: false as const, headers };
    const request = httpsRequest(new URL('/up/x', url), options, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('TLS on the data port', () => {
  it('takes new certificates while it runs, and keeps the old ones when the new cannot be used', async () => {
    running = await runDoor((_request, response) => response.end('ok'), {
      limits: { certificatePollMs: 20 },
    });
    const problems: object[] = [];
    const files = { certFile: at('now.crt'), keyFile: at('now.key'), clientCaFile: undefined };
    const put = (name: string, what: 'crt' | 'key'): void => {
      execFileSync('cp', [at(`${name}.${what}`), at('next')]);
      renameSync(at('next'), at(`now.${what}`));
    };
    put('first', 'crt');
    put('first', 'key');
    const log = { info: () => undefined, error: (facts: object) => problems.push(facts) };
    const url = await start(running, new Certificates(files, log));
    const port = Number(url.port);
    expect(url.protocol).toBe('https:');
    expect(await nameAt(port)).toBe('first');
    expect(await getSecure(url, {})).toBe(200);
    put('second', 'crt');
    await until(() => problems.length > 0, 'the certificate without its key to be refused');
    expect(await nameAt(port)).toBe('first');
    put('second', 'key');
    for (let tries = 0; (await nameAt(port)) !== 'second'; tries++) expect(tries).toBeLessThan(500);
  });

  it('asks for certificates of clients, where an authority for them is set', async () => {
    running = await runDoor((_request, response) => response.end('ok'));
    const files = { certFile: at('first.crt'), keyFile: at('first.key'), clientCaFile: at('client.crt') };
    const log = { info: () => undefined, error: () => undefined };
    const url = await start(running, new Certificates(files, log));
    const client = { cert: readFileSync(at('client.crt')), key: readFileSync(at('client.key')) };
    expect(await getSecure(url, client)).toBe(200);
    await expect(getSecure(url, {})).rejects.toThrow();
    const stranger = { cert: readFileSync(at('second.crt')), key: readFileSync(at('second.key')) };
    await expect(getSecure(url, stranger)).rejects.toThrow();
    expect(running.recorder.of('requestReceived')).toHaveLength(1);
  });
});

describe('a stop', () => {
  it('lets a request in flight end, refuses new ones, and ends the sessions', async () => {
    let finish: (() => void) | undefined;
    running = await runDoor((_request, response) => (finish = () => response.end('whole')));
    const url = await start(running);
    const headers = { authorization: `Bearer ${goodToken}` };
    const answer = fetch(new URL('/up/x', url), { headers });
    const { door, recorder } = running;
    await until(() => finish !== undefined, 'the request to be forwarded');
    expect(door.exchanges.size).toBe(1);
    const stopped = part?.stop(AbortSignal.timeout(5_000));
    part = undefined;
    await expect(fetch(new URL('/up/y', url), { headers })).rejects.toThrow();
    finish?.();
    expect(await (await answer).text()).toBe('whole');
    await stopped;
    expect(recorder.of('requestCompleted')).toMatchObject([{ outcome: Outcome.ANSWERED }]);
    expect(recorder.of('sessionEnded')).toEqual([{ reason: SessionEndReason.REPLICA_STOPPED, requests: 1 }]);
    expect(recorder.events.at(-1)?.body.$case).toBe('sessionEnded');
  });

  it('cuts what does not end in time, with a completion', async () => {
    running = await runDoor((_request, response) => response.write('half'), { limits: { drainMsMax: 100 } });
    const url = await start(running);
    const answer = await fetch(new URL('/up/x', url), { headers: { authorization: `Bearer ${goodToken}` } });
    await part?.stop(AbortSignal.timeout(5_000));
    part = undefined;
    await expect(answer.text()).rejects.toThrow();
    expect(running.recorder.of('requestCompleted')).toMatchObject([
      { outcome: Outcome.CUT, code: 'STOPPING', status: 200, responseBody: { size: 4 } },
    ]);
  });
});
