/** `npm start` as a person meets it: what it prints can be copied, run.json is true, a killed gateway comes back, Ctrl-C ends all. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunFile } from '@sallyport/local/run-file';
import { removeClusterFolder } from '@sallyport/testkit/infrastructure/postgres-folders';
import { descendants, running } from '../harness/process-tree.js';
import { root } from '../harness/service-process.js';
import { until } from '../harness/until.js';

const run = promisify(execFile);
/** Six processes and two databases begin on what may be a loaded two-core machine. */
const readyMsMax = 150_000;
/** Services drain for up to 10 s, one group after the other, and PostgreSQL writes a checkpoint. */
const stopMsMax = 60_000;
const services = ['gateway', 'session-archive', 'approval', 'masking-audit', 'anomaly-detection'];
const demoNames = ['agent', 'approver', 'auditor', 'admin', 'stranger'];

const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-start-'));
const runFile = path.join(folder, 'run.json');
const leftOver = path.join(folder, 'spool', 'left-over');
/** The person's environment, without what would change the start; our Node first, as the bootstrap puts it. */
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(SALLYPORT_|OPENAI_|KAFKA_|DATABASE_|npm_)|^INIT_CWD$/.test(name),
    ),
  ),
  PATH: `${path.join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
};
let launcher: ChildProcess;
let printed = '';

const readRun = (): RunFile => JSON.parse(readFileSync(runFile, 'utf8')) as RunFile;

beforeAll(async () => {
  mkdirSync(path.dirname(leftOver));
  writeFileSync(leftOver, 'of an earlier start');
  const tie = pathToFileURL(path.join(root, 'deploy/local/bootstrap/end-with-parent.mjs')).href;
  const args = ['deploy/local/dist/main.js', '--state', folder, '--port', '0', '--reset'];
  launcher = spawn(process.execPath, ['--import', tie, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const stream of [launcher.stdout, launcher.stderr]) {
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  }
  await until('the start to be ready and to have printed its commands', readyMsMax, () => {
    if (launcher.exitCode !== null) throw new Error(`it ended with ${launcher.exitCode}: ${printed}`);
    return existsSync(runFile) && readRun().ready && printed.includes('Ctrl-C stops everything');
  });
}, readyMsMax + 10_000);

afterAll(async () => {
  if (launcher.exitCode === null && launcher.signalCode === null) {
    const ended = once(launcher, 'exit');
    launcher.kill('SIGTERM');
    await ended;
  }
  removeClusterFolder(path.join(folder, 'postgres'));
  rmSync(folder, { recursive: true });
}, stopMsMax);

/** The variables of a running process, where the system shows them. */
const variablesOf = (pid: number): string => readFileSync(`/proc/${pid}/environ`, 'utf8');
const showsVariables = existsSync('/proc/self/environ');

/** The one printed command that contains the words. */
function command(words: string): string {
  const found = printed.split('\n').filter((line) => line.includes(words));
  expect(found).toHaveLength(1);
  return found[0]?.trim() ?? '';
}

/** Types a line into a shell in the clone. */
async function type(line: string): Promise<string> {
  return (await run('/bin/sh', ['-c', line], { cwd: root, env })).stdout;
}

async function sallyport(...args: string[]): Promise<string> {
  const cli = path.join(root, 'libs/cli/bin/sallyport.mjs');
  const options = { cwd: folder, env: { ...env, SALLYPORT_RUN_FILE: runFile } };
  return (await run(process.execPath, [cli, ...args], options)).stdout;
}

async function items(...args: string[]): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse(await sallyport(...args, '--json')) as Record<string, unknown>[];
}

/** The parts of the printed call, sent without curl. */
async function send(line: string): Promise<string> {
  const url = /^curl (\S+) /.exec(line)?.[1] ?? '';
  const body = / -d '(.*)'$/.exec(line)?.[1] ?? '';
  const authorization = `Bearer ${readRun().identities['agent']?.token ?? ''}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return answer.text();
}

const hasCurl = await run('curl', ['--version']).then(
  () => true,
  () => false,
);

it.runIf(showsVariables)('gives no running service the role that owns its schema', () => {
  for (const service of services) {
    const variables = variablesOf(readRun().services[service]?.pid ?? 0);
    expect(variables).toContain(`SALLYPORT_REPLICA=${service}-1`);
    expect(variables).not.toContain('DATABASE_MIGRATE_URL');
    expect(variables).not.toContain('_owner');
  }
});

it('writes run.json with everything that runs, for its owner only', async () => {
  const written = readRun();
  const address = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string;
  const entry = { url: address, grpc: expect.any(String) as string, pid: expect.any(Number) as number };
  expect(written).toEqual({
    ready: true,
    mode: 'demo',
    services: Object.fromEntries(services.map((name) => [name, entry])),
    gateway: { url: address, urls: [written.gateway.url] },
    connections: { openai: { baseUrl: `${written.gateway.url}/openai/v1` } },
    identities: Object.fromEntries(
      demoNames.map((name) => [
        name,
        {
          subject: `demo-${name}`,
          groups: expect.any(Array) as string[],
          token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
        },
      ]),
    ),
    eventLog: { kind: 'embedded' },
    demo: { held: expect.objectContaining({ connection: 'openai', method: 'POST' }) as object },
    postgres: { url: expect.stringMatching(/^postgres:\/\/.+@127\.0\.0\.1:\d+\/\w+$/) as string },
  });
  expect(statSync(runFile).mode & 0o777).toBe(0o600);
  expect(existsSync(leftOver)).toBe(false);
  for (const { url, pid } of Object.values(written.services)) {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(running([pid])).toEqual([pid]);
  }
  const client = new Client({ connectionString: written.postgres.url });
  await client.connect();
  await client.query('SELECT 1');
  await client.end();
});

it('prints a call that is answered, and a replay that shows it: request, verdict, who asked, response, timings', async () => {
  const call = command('Say hello');
  const answer = hasCurl ? await type(call) : await send(call);
  const { choices } = JSON.parse(answer) as { choices: { message: { content: string } }[] };
  const said = choices[0]?.message.content ?? '';
  expect(said).not.toBe('');

  await until('the call in the archive', 60_000, async () => {
    return (await items('events', '--type', 'request.completed')).length === 1;
  });
  const replay = await type(command('sallyport replay latest'));
  expect(replay).toMatch(
    /request\.received {2}POST \/v1\/chat\/completions, allow by rule agents-use-the-llm/,
  );
  expect(replay).toMatch(/demo-agent .*from 127\.0\.0\.\d.* to openai/);
  expect(replay).toMatch(/user: .*Say hello/);
  expect(replay).toMatch(/request\.completed {2}.*200.*took /);
  // Lines are wrapped between words.
  expect(replay.slice(replay.indexOf('assistant: ')).replaceAll(/\s+/g, ' ')).toContain(said);
});

it('prints an OpenAI client that is answered, and the command line shows both calls', async () => {
  const words = await type(command('openai-client.mjs'));
  expect(words).toContain('Say hello to the guard at the door.');

  const completed = await until('both calls in the archive', 60_000, async () => {
    const found = await items('events', '--type', 'request.completed', '--limit', '2');
    return found.length === 2 && found;
  });
  const answered = { id: expect.any(String) as string, type: 'request.completed', status: 200 };
  expect(completed).toEqual([expect.objectContaining(answered), expect.objectContaining(answered)]);
  const [session] = await items('sessions');
  expect(session).toMatchObject({ id: completed[0]?.['session'], identity: { subject: 'demo-agent' } });
  expect(await sallyport('whoami')).toMatch(/subject +demo-auditor[^]*groups +auditors/);
  const status = await sallyport('status');
  for (const name of services) expect(status).toMatch(new RegExp(`^${name} +ready +http`, 'm'));
  expect(status).toContain('Event log embedded: reachable');
});

it('prints a LangGraph agent that streams and calls tools, and a replay that shows graph, node, calls and masking', async () => {
  const words = await type(command('langgraph-agent.mjs'));
  expect(words).toContain('[tools] Sunny in Paris.');
  expect(words.slice(words.lastIndexOf('[assistant]'))).toContain('ada@example.com');
  const replay = await until('both calls of its model in the replay', 60_000, async () => {
    const shown = await type(command('sallyport replay latest'));
    return shown.split('graph weather-agent, node assistant').length === 3 && shown;
  });
  expect(replay).toMatch(/calls get_weather\(\{"city": ?"Paris"\}\): allow/);
  expect(replay).toMatch(/masked in the request: .*email/);
  expect(replay).toMatch(/tell \[EMAIL_\w+\]/);
  expect(replay).not.toContain('ada@example.com');
});

it('makes a session token that says who acts for whom', async () => {
  const { agent, approver } = readRun().identities;
  const file = path.join(folder, 'actor.jwt');
  writeFileSync(file, `${agent?.token ?? ''}\n`, { mode: 0o600 });
  const made = (await sallyport('token', '--as', 'approver', '--actor-token', file, '--ttl', '5m')).trim();
  const claims: unknown = JSON.parse(Buffer.from(made.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({ sub: approver?.subject, act: { sub: agent?.subject } });
});

it('holds a call for people, releases it by one vote, and replays who was asked, who agreed and why', async () => {
  const { gateway, identities, services: run, demo } = readRun();
  const held = demo?.held;
  const bearer = (name: string): string => `Bearer ${identities[name]?.token ?? ''}`;
  const json = 'application/json';
  const call = fetch(`${gateway.url}/${held?.connection ?? ''}${held?.path ?? ''}`, {
    method: held?.method ?? '',
    headers: { authorization: bearer('agent'), 'content-type': json, 'x-sallyport-session': 'forts' },
    body: JSON.stringify(held?.body),
  });
  const approvals = `${run['approval']?.url ?? ''}/v1/approvals`;
  const waiting = await until('the call to wait for people', 60_000, async () => {
    const answer = await fetch(`${approvals}?state=pending`, {
      headers: { authorization: bearer('approver') },
    });
    return ((await answer.json()) as { items: { id: string; session: string }[] }).items[0];
  });
  const vote = (name: string): Promise<Response> =>
    fetch(`${approvals}/${waiting.id}/votes`, {
      method: 'POST',
      headers: { authorization: bearer(name), 'content-type': json },
      body: JSON.stringify({ choice: 'approve', reason: 'forts are fine' }),
    });
  expect((await vote('agent')).status).toBe(403);
  expect((await vote('approver')).status).toBe(200);
  expect((await call).status).toBe(200);

  const replay = await until('all of it in the replay', 60_000, async () => {
    const shown = await sallyport('replay', waiting.session);
    return shown.includes('approval.consumed') && shown.includes('request.completed') && shown;
  });
  const told = [
    /request\.received {2}POST .*hold by rule hold-expensive/,
    /request\.held .*waits for 1 of approvers, until \d{4}-.* UTC, approval /,
    /approval\.voted {2}demo-approver approved by rest/,
    /because: forts are fine/,
    /approval\.decided {2}approved by demo-approver/,
    /request\.released {2}released by approval /,
    /request\.completed {2}200/,
  ].map((line) => replay.search(line));
  expect(told).not.toContain(-1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(replay).toContain('1 request, 1 held (1 released)');
  expect(await sallyport('sessions')).toMatch(/1 held \(1 released\) +1 approved/);
  expect(await items('events', '--type', 'approval.voted', '--request', waiting.id)).toHaveLength(2);
  expect((await items('status')).filter(({ kind }) => kind === 'log')).toHaveLength(12);
});

it('starts a killed gateway again, says so in run.json, and calls are answered', async () => {
  const before = readRun().services['gateway']?.pid ?? 0;
  process.kill(before, 'SIGKILL');
  const after = await until('run.json with a new gateway that is ready', 60_000, () => {
    const { ready, services: now } = readRun();
    return ready && now['gateway']?.pid !== before && now['gateway']?.pid;
  });
  expect(running([before, after])).toEqual([after]);
  expect(await send(command('Say hello'))).toContain('chat.completion');
});

it(
  'ends everything on Ctrl-C and leaves no process behind',
  async () => {
    const started = descendants(launcher.pid ?? 0);
    expect(started).toEqual(expect.arrayContaining(Object.values(readRun().services).map(({ pid }) => pid)));
    // The five services, the identity provider, the stand-in for the LLM provider, PostgreSQL and its workers.
    expect(started.length).toBeGreaterThan(8);
    const exited = once(launcher, 'exit');
    launcher.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    await until('the last process to end', 60_000, () => running(started).length === 0);
    expect(existsSync(runFile)).toBe(false);
  },
  stopMsMax,
);
