/** The demo's LangGraph agents, in JavaScript and in Python, under the demo's own policy: what README and banner promise. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoLlm, type DemoLlm } from '@sallyport/testkit/demo-llm/demo-llm';
import { ArchiveReader, type ArchivedEvent } from '../harness/archive-reader.js';
import { hasPython, pythonCommand } from '../harness/python.js';
import { root } from '../harness/service-process.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';

const demo = path.join(root, 'deploy/local/demo');
const run = promisify(execFile);
const realKey = 'sk-demo-the-real-upstream-key';
const address = 'grace.hopper@example.com';
const card = '4111 1111 1111 1111';

let llm: DemoLlm;
let system: System;
let archive: ArchiveReader;
let runFile: string;
let document: (issuer: string) => string;

beforeAll(async () => {
  llm = await startDemoLlm({ port: 0, apiKey: realKey });
  const text = readFileSync(path.join(demo, 'sallyport.yaml'), 'utf8').replace(
    'http://127.0.0.1:7407',
    llm.url,
  );
  document = (issuer) => text.replace('http://127.0.0.1:7406', issuer);
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1, 'session-archive': 1 },
    policy: document,
    env: { gateway: { OPENAI_API_KEY: realKey } },
  });
  archive = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
    system.identityProvider.token('auditor'),
  );
  runFile = path.join(system.folder, 'run.json');
  const baseUrl = `${system.of('gateway')[0]?.addresses.http ?? ''}/openai/v1`;
  const token = await system.identityProvider.token('agent');
  const facts = { mode: 'demo', connections: { openai: { baseUrl } }, identities: { agent: { token } } };
  writeFileSync(runFile, JSON.stringify(facts));
});
afterAll(async () => {
  await system.stop();
  await llm.stop();
});

const agents = [
  {
    name: 'JavaScript',
    command: process.execPath,
    script: 'langgraph-agent.mjs',
    permissionError: /PermissionDeniedError|permission_error/,
    isAbsent: false,
  },
  {
    name: 'Python',
    command: pythonCommand,
    script: 'langgraph_agent.py',
    permissionError: /PermissionDeniedError/,
    isAbsent: !hasPython,
  },
];

describe.each(agents)('the agent in $name', ({ command, script, permissionError, isAbsent }) => {
  /** Runs it to its end; its words, or how it failed. */
  async function ask(question: string): Promise<string> {
    const env = { PATH: process.env['PATH'] ?? '', SALLYPORT_RUN_FILE: runFile };
    try {
      return (await run(command, [path.join(demo, script), question], { env, timeout: 60_000 })).stdout;
    } catch (error) {
      if (error instanceof Error && 'stderr' in error) return String(error.stderr);
      throw error;
    }
  }
  const newest = async (question: string): Promise<readonly ArchivedEvent[]> => {
    const before = new Set((await archive.events()).map(({ id }) => id));
    await ask(question);
    return until('both calls of the model in the archive', 60_000, async () => {
      const found = (await archive.events()).filter(({ id }) => !before.has(id));
      return found.filter(({ type }) => type === 'request.completed').length >= 2 ? found : undefined;
    });
  };

  it.skipIf(isAbsent)('streams, calls tools, and has its address back in the answer', async () => {
    const before = llm.requests;
    const words = await ask(`Use get_weather for Paris, then remember to tell ${address} about ${card}`);
    expect(words).toMatch(/get_weather\{"city": ?"Paris"\}/);
    expect(words).toContain('[tools] Sunny in Paris.');
    const answer = words.slice(words.lastIndexOf('[assistant]'));
    expect(answer).toContain('Sunny in Paris.');
    expect(answer).toContain(address);
    expect(answer).toContain('[CARD]');
    const sent = llm.seen.slice(before - llm.requests).map(({ body }) => body);
    expect(sent).toHaveLength(2);
    for (const body of sent) {
      expect(body).toMatch(/\[EMAIL_\w+\]/);
      expect(body).not.toContain(address);
      expect(body).not.toContain(card);
    }
  });

  it.skipIf(isAbsent)('is shown with graph, node, tools, verdicts, tokens and masking', async () => {
    const events = await newest(`Use get_weather for Lima, then remember to tell ${address}`);
    const received = events.filter(({ type }) => type === 'request.received');
    const completed = events.filter(({ type }) => type === 'request.completed');
    for (const event of received) {
      expect(event).toMatchObject({
        claimed: { graph: 'weather-agent', node: 'assistant' },
        operation: { dialect: 'openai-chat', kinds: ['chat'], model: 'demo-small', streaming: true },
        verdict: { decision: 'allow', rule: 'agents-use-the-llm' },
        masked: expect.arrayContaining([
          expect.objectContaining({ kind: 'email', action: 'tokenise', position: 'user' }),
        ]) as object[],
      });
    }
    expect(new Set(events.map(({ session }) => session)).size).toBe(1);
    expect(completed.flatMap((event) => event['toolCalls'] ?? [])).toMatchObject([
      { tool: 'get_weather', verdict: { decision: 'allow' } },
      { tool: 'remember', verdict: { decision: 'allow' } },
    ]);
    for (const event of completed) {
      expect(event).toMatchObject({
        usage: { inputTokens: expect.any(Number) as number, outputTokens: expect.any(Number) as number },
        cost: { currency: 'USD' },
      });
    }
    const replay = await (await archive.get(`/v1/sessions/${events[0]?.session ?? ''}/replay`)).text();
    expect(replay).toContain('Sunny in Lima.');
    expect(replay).not.toContain(address);
    expect(replay).not.toContain(realKey);
  });

  it.skipIf(isAbsent)('does not get a deletion that waits for a person', async () => {
    const words = await ask('Use delete_note for Paris');
    expect(words).toContain('Deleting needs a person who agrees.');
    expect(words).not.toContain('is gone');
  });

  it.skipIf(isAbsent)(
    'is refused with its own library’s error as soon as its model leaves the document',
    async () => {
      const { issuer } = system.identityProvider;
      expect(await ask('Use get_weather for Paris')).toContain('Sunny in Paris.');
      writeFileSync(system.policyFile, document(issuer).replace('models: [demo-small, ', 'models: ['));
      const before = llm.requests;
      const refused = await until('the document to be in force', 10_000, async () => {
        const words = await ask('Use get_weather for Paris');
        return words.includes('Sunny') ? undefined : words;
      });
      expect(refused).toMatch(permissionError);
      expect(refused).toContain('do not allow this model');
      const [last] = (await archive.events({ type: 'request.refused' })).slice(0, 1);
      expect(last === undefined || JSON.stringify(last).includes('MODEL_NOT_ALLOWED')).toBe(true);
      expect(llm.requests - before).toBeLessThanOrEqual(4);
      writeFileSync(system.policyFile, document(issuer));
      await until('the model to be allowed again', 10_000, async () =>
        (await ask('Use get_weather for Paris')).includes('Sunny in Paris.'),
      );
    },
  );
});
