/** LangGraph's client for Python to a real LangGraph server behind the gateway, whose graph calls its model through it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasPython } from '../harness/python.js';
import { startRig, type Rig } from '../langgraph/rig.js';
import { ClientProgram, type Asked } from './driver/client-program.js';

const address = 'ada.lovelace@example.com';

describe.skipIf(!hasPython)('langgraph-sdk for Python', () => {
  let rig: Rig;
  let program: ClientProgram;
  let base: string;
  let token: string;
  beforeAll(async () => {
    program = new ClientProgram('langgraph_client.py', []);
    rig = await startRig(
      ({ graphs, llm }) =>
        (issuer) => `version: 1
issuers: [{ name: test, issuer: '${issuer}', audience: sallyport }]
connections:
  graphs: { protocol: http, upstream: '${graphs}' }
  openai:
    protocol: http
    upstream: ${llm}
    credential: { header: authorization, scheme: Bearer, value: { env: UPSTREAM_KEY } }
access:
  - { name: agents, groups: [agents], connections: ['*'], methods: ['*'], paths: [/**], graphs: [agent] }
detectors: { apply: [{ kinds: [email], with: redact }] }
roles: { auditor: [auditors] }
`,
    );
    base = `${rig.system.of('gateway')[0]?.addresses.http ?? ''}/graphs`;
    token = await rig.system.identityProvider.token('agent');
  });
  afterAll(async () => {
    await program.stop();
    await rig.stop();
  });

  const asked = (more: Partial<Asked> = {}): Asked => ({
    base,
    token,
    model: 'agent',
    prompt: 'Use get_weather for Paris',
    ...more,
  });
  const whole = {
    types: ['human', 'ai', 'tool', 'ai'],
    text: expect.stringContaining('Sunny in ') as string,
  };

  it.each(['wait', 'stateless', 'state'] as const)('runs a graph that calls a tool (%s)', async (name) => {
    expect(await program.value(name, asked())).toEqual(whole);
  });

  it('streams a run', async () => {
    expect(await program.value('streamRun', asked())).toEqual({
      ...whole,
      events: ['messages', 'metadata', 'values'],
    });
  });

  it('what a run is told and what it says are masked, and so is what it remembers', async () => {
    const prompt = `Use get_weather for ${address}`;
    const before = rig.tap.seen.length;
    const { text } = await program.value('streamRun', asked({ prompt }));
    expect(text).toContain('[EMAIL]');
    expect(await program.value('store', asked({ prompt: `Her address is ${address}` }))).toEqual({
      text: 'Her address is [EMAIL]',
    });
    const sent = rig.tap.seen.slice(before).map((request) => request.body);
    expect(sent.join('\n')).toContain('[EMAIL]');
    expect(sent.join('\n')).not.toContain(address);
  });

  it.each([
    ['a graph that is not allowed', 'permission', { model: 'other' }],
    ['a token that is none', 'authentication', { token: 'not-a-token' }],
  ] as const)('%s: the library’s own %s error', async (_what, kind, more) => {
    expect(await program.failure('streamRun', asked(more))).toMatchObject({ kind });
  });
});
