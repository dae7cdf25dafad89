/** A service as a process: what it prints, announces and answers, in which order it stops, and with which code it exits. */
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '@sallyport/service-kit/service/exit-codes';
import { root } from '../../harness/service-process.js';
import { Child, timeOf, tinyService } from './child.js';

/** Nothing listens there: the tiny service only writes, so it starts without its event log. */
const nowhere = { EVENT_LOG_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none' };

function tiny(more: Readonly<Record<string, string>> = {}): Child {
  return new Child(tinyService, { ...nowhere, ...more });
}

describe('a running service', () => {
  it('announces where it listens and that it is ready, in the log and to its parent', async () => {
    using child = tiny({ SALLYPORT_GRPC_PORT: '0', SALLYPORT_REPLICA: 'tiny-1' });
    await child.ready();
    const line = await child.listening();
    expect(line).toMatchObject({ service: 'approval', replica: 'tiny-1', level: 'info' });
    expect(line['admin']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(line['grpc']).toMatch(/^127\.0\.0\.1:\d+$/u);
    // The log and the channel are two ways: what was read on one may still be on the other.
    await expect
      .poll(() => child.messages)
      .toEqual([{ type: 'listening', admin: line['admin'], grpc: line['grpc'] }, { type: 'ready' }]);
  });

  it('answers health, readiness, metrics and OpenAPI; errors are JSON and show nothing of a defect', async () => {
    using child = tiny();
    await child.ready();
    const admin = await child.admin();
    for (const probe of ['healthz', 'readyz']) {
      const answer = await fetch(`${admin}/${probe}`);
      expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok', reasons: [] }]);
    }
    const metrics = await (await fetch(`${admin}/metrics`)).text();
    expect(metrics).toMatch(/^process_cpu_seconds_total\{service="approval",replica="[^"]+"\} /mu);
    const openApi = (await (await fetch(`${admin}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(openApi.paths)).toContain('/tiny/in-flight');
    expect(Object.keys(openApi.paths)).not.toContain('/healthz');
    const missing = await fetch(`${admin}/nothing`);
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ error: { code: 'NOT_FOUND' } });
    const defect = await fetch(`${admin}/tiny/defect`);
    expect([defect.status, await defect.json()]).toEqual([
      500,
      { error: { code: 'INTERNAL', message: 'internal error' } },
    ]);
  });

  it('says with reasons why it is not ready', async () => {
    using child = tiny({ SALLYPORT_TINY_MODE: 'unready' });
    const answer = await fetch(`${await child.admin()}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      status: 'failing',
      reasons: [{ part: 'first', problem: 'it has nothing to serve' }],
    });
    expect((await fetch(`${await child.admin()}/healthz`)).status).toBe(200);
  });

  it('says with reasons that it must be restarted', async () => {
    using child = tiny({ SALLYPORT_TINY_MODE: 'dead' });
    const answer = await fetch(`${await child.admin()}/healthz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ reasons: [{ part: 'second', problem: 'it has stalled' }] });
  });
});

describe('the end of a service', () => {
  it('stops parts in reverse order on SIGTERM, finishes the request in flight, and exits with 0', async () => {
    using child = tiny();
    const admin = await child.admin();
    await child.ready();
    const request = fetch(`${admin}/tiny/in-flight`);
    await child.line((line) => line['event'] === 'in-flight');
    child.signal('SIGTERM');
    const answer = await request;
    expect([answer.status, await answer.json()]).toEqual([200, { finished: true }]);
    expect(await child.exitCode()).toBe(exitCodes.ok.code);
    const parts = child.lines().filter((line) => line['part'] !== undefined);
    expect(parts.map((line) => `${String(line['event'])}: ${String(line['part'])}`)).toEqual([
      'part started: first',
      'part started: second',
      'part stopped: second',
      'part stopped: first',
    ]);
  });

  it('exits at once on a second signal, and says that work was cut', async () => {
    using child = tiny({ SALLYPORT_TINY_MODE: 'stuck' });
    await child.ready();
    child.signal('SIGINT');
    await child.line((line) => line['event'] === 'part stopped');
    child.signal('SIGINT');
    expect(await child.exitCode()).toBe(exitCodes.drain.code);
    const stopped = await child.line((line) => line['event'] === 'stopped');
    expect(stopped['why']).toBe('second signal: SIGINT');
  });

  it('exits within 10 s although a part never stops', async () => {
    using child = tiny({ SALLYPORT_TINY_MODE: 'stuck' });
    await child.ready();
    child.signal('SIGTERM');
    // Whether the part waits for it is not known, and its event log is away.
    expect(await child.exitCode()).toBe(exitCodes.unavailable.code);
    const [stopping, stopped] = await Promise.all(
      ['stopping', 'stopped'].map((event) => child.line((line) => line['event'] === event)),
    );
    // By the process's own clock: when its end is seen here depends on the machine.
    expect(timeOf(stopped) - timeOf(stopping)).toBeLessThan(10_000);
  });

  it('stops in order when its parent is gone', async () => {
    using child = tiny();
    await child.ready();
    child.disconnect();
    expect(await child.exitCode()).toBe(exitCodes.ok.code);
    expect(child.lines().map((line) => line['part'])).toContain('first');
  });

  it.each(['throw', 'reject', 'fail'])('logs a defect and exits with 70: %s', async (how) => {
    using child = tiny();
    await child.ready();
    await fetch(`${await child.admin()}/tiny/${how}`).catch(() => undefined);
    expect(await child.exitCode()).toBe(exitCodes.internal.code);
    expect(child.lines().some((line) => line['level'] === 'fatal')).toBe(true);
  });
});

describe('a start that fails', () => {
  it('names every problem of the environment at once, and exits with 64', async () => {
    using child = new Child(tinyService, {
      SALLYPORT_ADMIN_PORT: 'http',
      SALLYPORT_GRPC_TLS_CERT_FILE: '/cert.pem',
      KAFKA_TLS: 'true',
      SALLYPORT_TINY_MOOD: 'well',
      SALLYPORT_TINY_MODE: 'moody',
      AUDIT_DURABILTY: 'published',
      DATABASE_URLL: 'postgres://u:hunter2@h/d',
      EVENT_LOG_DATABASE_URL_FILE: '/nowhere/at-all',
      KAFKA_SASL_USERNAME: 'tiny',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
    });
    expect(await child.exitCode()).toBe(exitCodes.usage.code);
    for (const problem of [
      'SALLYPORT_ADMIN_PORT: must be a port from 0 to 65535',
      'SALLYPORT_GRPC_TLS_CERT_FILE and SALLYPORT_GRPC_TLS_KEY_FILE need each other',
      'KAFKA_TLS needs KAFKA_BROKERS',
      'SALLYPORT_TINY_MOOD is not known: did you mean SALLYPORT_TINY_MODE?',
      'SALLYPORT_TINY_MODE: ',
      'AUDIT_DURABILTY is not known',
      'DATABASE_URLL is not known: did you mean DATABASE_URL?',
      'EVENT_LOG_DATABASE_URL_FILE names a file that cannot be read (ENOENT)',
      'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD need each other',
      'KAFKA_SASL_USERNAME needs KAFKA_SASL_MECHANISM',
      'DATABASE_URL: must begin with postgres:// or postgresql://',
    ]) {
      expect(child.stderr).toContain(`\n  - ${problem}`);
    }
    expect(child.stderr).toContain('the environment has 11 problems:');
    expect(child.stderr).not.toContain('hunter2');
  });

  it('says that there is no event log beside what else is wrong', async () => {
    using child = new Child(tinyService, { SALLYPORT_ADMIN_PORT: 'http', EVENT_LOG_DATABASE_ULR: 'hunter2' });
    expect(await child.exitCode()).toBe(exitCodes.usage.code);
    expect(child.stderr).toContain('the environment has 3 problems:');
    expect(child.stderr).toContain('\n  - SALLYPORT_ADMIN_PORT: ');
    expect(child.stderr).toContain('\n  - no event log: set KAFKA_BROKERS');
    expect(child.stderr).toContain('\n  - EVENT_LOG_DATABASE_ULR is not known');
    expect(child.stderr).not.toContain('hunter2');
  });

  it('refuses arguments it does not know, and explains itself with --help', async () => {
    using wrong = new Child(tinyService, nowhere, ['--port=1']);
    expect(await wrong.exitCode()).toBe(exitCodes.usage.code);
    using help = new Child(tinyService, {}, ['--help']);
    expect(await help.exitCode()).toBe(exitCodes.ok.code);
    expect(help.stdout).toContain('stands in for a service in tests');
    expect(help.stdout).toMatch(/SALLYPORT_TINY_MODE +what goes wrong \[well\]/u);
    expect(help.stdout).toContain('KAFKA_SASL_PASSWORD_FILE');
    expect(help.stdout).toMatch(/75 +work in flight/u);
  });

  it('exits with 78 for a bad configuration file and with 70 for a defect', async () => {
    using config = tiny({ SALLYPORT_TINY_MODE: 'bad-config' });
    using defect = tiny({ SALLYPORT_TINY_MODE: 'throws-at-start' });
    expect(await config.exitCode()).toBe(exitCodes.config.code);
    expect(config.stdout).toContain('tiny.yaml: line 3');
    expect(await defect.exitCode()).toBe(exitCodes.internal.code);
  });

  it('exits with 71 and names the address when a port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    try {
      const port = String((taken.address() as AddressInfo).port);
      using child = tiny({ SALLYPORT_ADMIN_PORT: port });
      expect(await child.exitCode()).toBe(exitCodes.listen.code);
      expect(child.stdout).toContain(`127.0.0.1:${port}`);
      using grpc = tiny({ SALLYPORT_GRPC_PORT: port });
      expect(await grpc.exitCode()).toBe(exitCodes.listen.code);
    } finally {
      taken.close();
    }
  });

  it('waits for a database that is not there, with log lines, and then exits with 69', async () => {
    using child = new Child(path.join(root, 'services/approval/dist/main.js'), {
      DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
      SALLYPORT_START_WAIT_MS_MAX: '1500',
    });
    expect(await child.exitCode()).toBe(exitCodes.unavailable.code);
    const waiting = child
      .lines()
      .filter((line) => String(line['msg']).startsWith('waiting for the database'));
    expect(waiting).not.toEqual([]);
    expect(child.stdout).not.toContain('hunter2');
  });

  it('breaks off a start that waits when it is told to stop', async () => {
    using child = new Child(path.join(root, 'services/approval/dist/main.js'), {
      DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
    });
    await child.line((line) => String(line['msg']).startsWith('waiting for the database'));
    child.signal('SIGTERM');
    expect(await child.exitCode()).toBe(exitCodes.ok.code);
  });
});
