import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Explanation } from '../explain/explanation.js';
import { program } from '../program.js';
import { colours } from '../render/colours.js';
import { Logins } from '../system/logins.js';

const DOCUMENT = `version: 1
issuers: [{ name: corp, issuer: https://login.example.com/, audience: sallyport }]
connections: { openai: { protocol: http, upstream: https://api.openai.com } }
access:
  - name: chat
    groups: [engineers]
    connections: [openai]
    methods: [POST]
    paths: [/v1/**]
    models: [gpt-4o]
    tools: [search]
rules:
  - name: no-drop
    on: tool-call
    when: tool.arguments.contains("drop")
    action: deny
    sentence: Never drop.
  - name: no-joke
    when: request.text.user.contains("joke")
    action: deny
`;

const received = '019b7ca9-8c8a-74ef-bae6-dba853a55bd5';
const completed = '019b7ca9-8c90-7040-beb3-a70d179db539';
const request = '019b7ca9-8c89-7040-beb3-a70d179db539';

const body = (value: object): object => {
  const text = JSON.stringify(value);
  return { size: text.length, recorded: 'text', text };
};
const reception = (prompt: string, model = 'gpt-4o'): object => ({
  ...{
    id: received,
    type: 'request.received',
    time: '2026-01-31T08:00:00Z',
    session: 's',
    requestId: request,
  },
  identity: { subject: 'ann', agent: '', groups: ['engineers'] },
  ...{ connection: 'openai', method: 'POST', path: '/v1/chat/completions', policyVersion: 'old' },
  operation: { dialect: 'openai-chat', kinds: ['chat'], model },
  verdict: {
    ...{ decision: 'allow', rule: 'chat', reasons: ['ACCESS_GRANTED'], obligations: [] },
    monitored: [{ rule: 'night', action: 'deny', reasons: ['OUTSIDE_HOURS'] }],
  },
  request: body({ model, messages: [{ role: 'user', content: prompt }] }),
});
const completion = {
  ...{
    id: completed,
    type: 'request.completed',
    time: '2026-01-31T08:00:01Z',
    session: 's',
    requestId: request,
  },
  policyVersion: 'old',
  response: body({
    ...{ id: 'c', object: 'chat.completion', created: 1, model: 'gpt-4o' },
    choices: [
      {
        ...{ index: 0, finish_reason: 'tool_calls' },
        message: {
          role: 'assistant',
          content: 'Well.',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"drop it"}' } },
          ],
        },
      },
    ],
  }),
  toolCalls: [
    {
      tool: 'search',
      callId: 'c1',
      verdict: { decision: 'allow', rule: 'chat', reasons: ['ACCESS_GRANTED'] },
    },
    {
      ...{ tool: 'search', callId: 'c2', arguments: { recorded: 'text', text: '{"q":"drop"}' } },
      verdict: { decision: 'deny', rule: 'no-drop', reasons: ['RULE_DENIED'], sentence: 'Never ever.' },
    },
    { tool: 'pay', callId: 'c3', verdict: { decision: 'deny', rule: '', reasons: ['TOOL_NOT_ALLOWED'] } },
  ],
};

let folder: string;
let answers: Record<string, object>;
let server: http.Server;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-explain-'));
  writeFileSync(path.join(folder, 'p.yaml'), DOCUMENT);
  answers = { [`/v1/events/${completed}`]: completion };
  server = http.createServer((asked, response) => {
    const answer = answers[asked.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { message: 'There is no such event.' } }));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<string> {
  const printed: string[] = [];
  const command = program({
    env: {
      SALLYPORT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SALLYPORT_TOKEN: 'token',
    },
    cwd: folder,
    packageFolder: folder,
    logins: new Logins({}, folder),
    colours: colours(false),
    signal: new AbortController().signal,
    print: async (text) => Promise.resolve(void printed.push(text)),
    tell: () => undefined,
  });
  await command.parseAsync(['policy', 'explain', ...args], { from: 'user' });
  return printed.join('\n');
}

describe('policy explain of an archived event', () => {
  it('says what its verdict means, and that a document says the same', async () => {
    answers[`/v1/events/${received}`] = reception('Hello');
    expect((await run(received, '--file', 'p.yaml')).split('\n')).toEqual([
      `allow  The access rule chat allows it.  event ${received}`,
      '  rule: chat',
      '  ACCESS_GRANTED: An access rule allows it and no other rule objects.',
      '  request: asks for chat with gpt-4o, in openai-chat',
      '  rule night would have denied it (OUTSIDE_HOURS), but only monitors',
      '  policy version: old (the document given is another version)',
      '  by the document given: allow by rule chat (ACCESS_GRANTED), the same.',
      '',
      'Judged again without what is not recorded: e-mail and address of the caller, attributes of the token, counts of the session, use of limits.',
    ]);
  });

  it('judges the recorded body again: a rule on its text, a model that is no longer on the list', async () => {
    answers[`/v1/events/${received}`] = reception('Tell a joke');
    const said = await run(received, '--file', 'p.yaml');
    expect(said).toContain('by the document given: deny by rule no-joke (RULE_DENIED), not the same.');
    answers[`/v1/events/${received}`] = reception('Hello', 'gpt-4o-mini');
    const [now] = JSON.parse(await run(received, '--file', 'p.yaml', '--json')) as Explanation[];
    expect(now).toMatchObject({
      of: 'request',
      decision: 'allow',
      isSameNow: false,
      now: { decision: 'deny', reasons: ['MODEL_NOT_ALLOWED'] },
    });
  });

  it('of a completion explains each tool call, with the request that it belongs to', async () => {
    answers[`/v1/events?request=${request}&limit=100`] = { items: [reception('Hello'), completion] };
    answers[`/v1/events/${received}`] = reception('Hello');
    const explained = JSON.parse(await run(completed, '--file', 'p.yaml', '--json')) as Explanation[];
    expect(explained).toMatchObject([
      { of: 'tool-call', tool: 'search', decision: 'allow', now: { rule: 'no-drop' }, isSameNow: false },
      { tool: 'search', decision: 'deny', sentence: 'Never ever.', isSameNow: true },
      { tool: 'pay', decision: 'deny', sentence: 'No rule allows it.', isSameNow: true },
    ]);
    expect(await run(completed)).toContain('the call of pay: deny  No rule allows it.');
  });

  it('takes a hold that nobody could decide for the hold that the document asks for', async () => {
    const held = DOCUMENT.replace('action: deny\n    sentence', 'action: approve\n    sentence');
    writeFileSync(path.join(folder, 'p.yaml'), held);
    answers[`/v1/events?request=${request}&limit=100`] = { items: [reception('Hello')] };
    answers[`/v1/events/${received}`] = reception('Hello');
    const call = {
      ...{ tool: 'search', arguments: { recorded: 'text', text: '{"q":"drop"}' } },
      verdict: { decision: 'deny', rule: 'no-drop', reasons: ['APPROVAL_REQUIRED', 'NO_APPROVER'] },
    };
    answers[`/v1/events/${completed}`] = { ...completion, toolCalls: [call] };
    const [only] = JSON.parse(await run(completed, '--file', 'p.yaml', '--json')) as Explanation[];
    expect(only).toMatchObject({ now: { decision: 'hold', rule: 'no-drop' }, isSameNow: true });
  });

  it('denies what comes back where the document denies its request', async () => {
    writeFileSync(path.join(folder, 'p.yaml'), DOCUMENT.replaceAll('openai', 'other'));
    answers[`/v1/events?request=${request}&limit=100`] = { items: [reception('Hello')] };
    answers[`/v1/events/${received}`] = reception('Hello');
    const answerVerdict = { decision: 'allow', rule: '', reasons: [] };
    answers[`/v1/events/${completed}`] = { ...completion, answerVerdict };
    const explained = JSON.parse(await run(completed, '--file', 'p.yaml', '--json')) as Explanation[];
    const denied = { decision: 'deny', reasons: ['NO_ACCESS_RULE'] };
    expect(explained.map(({ of, now, isSameNow }) => ({ of, now, isSameNow }))).toMatchObject([
      { of: 'answer', now: denied, isSameNow: false },
      { of: 'tool-call', now: denied, isSameNow: false },
      { of: 'tool-call', now: denied, isSameNow: false },
      { of: 'tool-call', now: denied, isSameNow: false },
    ]);
  });

  it('explains what is recorded where the request itself is not there', async () => {
    answers[`/v1/events?request=${request}&limit=100`] = { items: [] };
    const [first] = JSON.parse(await run(completed, '--file', 'p.yaml', '--json')) as Explanation[];
    expect(first).not.toHaveProperty('now');
  });

  it('refuses events without a verdict, and documents with problems', async () => {
    answers[`/v1/events/${received}`] = { ...reception('x'), verdict: undefined };
    await expect(run(received)).rejects.toMatchObject({ reason: 'notFound' });
    await expect(run('019b7ca9-8c8a-74ef-bae6-000000000000')).rejects.toMatchObject({
      reason: 'notFound',
      message: 'There is no such event.',
    });
    await expect(run('nope')).rejects.toMatchObject({
      reason: 'notFound',
      message: 'There is no such event: "nope" is neither an event\'s id nor a file.',
    });
    writeFileSync(path.join(folder, 'bad.yaml'), 'version: 2\n');
    await expect(run(received, '--file', 'bad.yaml')).rejects.toMatchObject({ reason: 'invalid' });
  });
});
