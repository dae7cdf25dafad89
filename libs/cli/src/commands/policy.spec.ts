import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { program } from '../program.js';
import { colours } from '../render/colours.js';
import { Logins } from '../system/logins.js';

const GOOD = `version: 1
issuers: [{ name: corp, issuer: https://login.example.com/, audience: sallyport }]
connections: { openai: { protocol: http, upstream: https://api.openai.com } }
access:
  - { name: chat, groups: [engineers], connections: [openai], methods: [POST], paths: [/v1/**] }
rules:
  - name: no-mini
    when: request.model == "gpt-4o-mini"
    action: deny
    sentence: Use the large model.
    examples:
      - name: the small one
        input: { groups: [engineers], connection: openai, path: /v1/chat/completions, operation: { model: gpt-4o-mini } }
        expect: { decision: deny, rule: no-mini, reasons: [RULE_DENIED] }
      - input: { groups: [engineers], connection: openai, path: /v1/chat/completions, operation: { model: gpt-4o } }
        expect: { decision: allow }
`;

let folder: string;
let printed: string[];
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-policy-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function run(...args: string[]): Promise<string> {
  printed = [];
  told = [];
  const command = program({
    env: {},
    cwd: folder,
    packageFolder: folder,
    logins: new Logins({}, folder),
    colours: colours(false),
    signal: new AbortController().signal,
    print: async (text) => Promise.resolve(void printed.push(text)),
    tell: (text) => void told.push(text),
  });
  await command.parseAsync(['policy', ...args], { from: 'user' });
  return printed.join('\n');
}
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
};

describe('policy check', () => {
  it('refuses what only the gateway would: kinds nobody has, kinds that are taken, patterns that match nothing', async () => {
    const apply = '[{ kinds: [emial] }]';
    const patterns = `[{ kind: email, pattern: 'E[0-9]', lengthMax: 2 }, { kind: own, pattern: 'E[0-9]{9}', lengthMax: 2 }]`;
    file('p.yaml', `${GOOD}detectors: { apply: ${apply}, patterns: ${patterns} }\n`);
    await expect(run('check', 'p.yaml')).rejects.toThrow('3 problems');
    expect(printed.join('\n')).toMatch(/kind already[^]*`email`\?[^]*nothing of at most 2/);
  });

  it('says that a document is good, and its version', async () => {
    file('p.yaml', GOOD);
    expect(await run('check', 'p.yaml')).toMatch(
      /^good: 1 connection, 1 access rule, 1 rule, 0 limits; version [0-9a-f]{64}$/,
    );
    expect(JSON.parse(await run('check', '--json', 'p.yaml'))).toEqual([
      { kind: 'document', version: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
  });

  it('shows every problem with its place and ends with a reason', async () => {
    file(
      'p.yaml',
      GOOD.replace('request.model ==', 'request.modl ==').replace('action: deny', 'action: denny'),
    );
    const refused = { reason: 'invalid', message: 'The document is refused: 2 problems.' };
    await expect(run('check', 'p.yaml')).rejects.toMatchObject(refused);
    expect(printed).toEqual([
      'p.yaml:8:19: rules[0].when: There is no `modl` here; `model`?',
      'p.yaml:9:13: rules[0].action: Write one of: deny, approve, mask, limit, alert.',
    ]);
    await expect(run('check', 'p.yaml', '--json')).rejects.toMatchObject(refused);
    expect(JSON.parse(printed.join(''))).toMatchObject([
      { kind: 'problem', line: 8, column: 19 },
      { line: 9 },
    ]);
    await expect(run('check', 'none.yaml')).rejects.toMatchObject({ reason: 'notFound' });
  });
});

describe('policy test', () => {
  it('runs the examples', async () => {
    file('p.yaml', GOOD);
    expect((await run('test', 'p.yaml')).split('\n')).toEqual([
      'ok    no-mini: the small one  deny by no-mini (RULE_DENIED)',
      'ok    no-mini  allow by chat (ACCESS_GRANTED)',
      '2 of 2 examples get their verdict',
    ]);
  });

  it('says what differs, and where it is written', async () => {
    file('p.yaml', GOOD.replace('model: gpt-4o }', 'model: gpt-4o-mini }'));
    await expect(run('test', 'p.yaml')).rejects.toMatchObject({ reason: 'invalid' });
    expect(printed[1]).toBe('FAIL  p.yaml:15:9: no-mini\n      The decision is deny, not allow.');
    await expect(run('test', 'p.yaml', '--json')).rejects.toMatchObject({ reason: 'invalid' });
    expect(JSON.parse(printed.join(''))).toMatchObject([
      { at: 'rules[0].examples[0]', passed: true },
      { at: 'rules[0].examples[1]', passed: false, verdict: { decision: 'deny', rule: 'no-mini' } },
    ]);
    file('bad.yaml', 'version: 2\n');
    await expect(run('test', 'bad.yaml')).rejects.toMatchObject({ reason: 'invalid' });
    expect(told[0]).toContain('bad.yaml:1:1');
  });
});

describe('policy explain', () => {
  const event = {
    id: 'e1',
    type: 'request.received',
    time: '2026-01-31T08:00:00Z',
    verdict: {
      decision: 'deny',
      rule: 'no-mini',
      reasons: ['RULE_DENIED', 'NEWER'],
      obligations: ['alert:x'],
    },
    policyVersion: 'abc',
  };

  it('says rule, reasons, sentence and version', async () => {
    file('e.json', JSON.stringify([event, { id: 'e2', type: 'session.started', time: event.time }]));
    expect((await run('explain', 'e.json')).split('\n')).toEqual([
      'deny  The rule no-mini denies it.  event e1',
      '  rule: no-mini',
      '  RULE_DENIED: A rule of the document denies it.',
      '  NEWER: This version does not know this reason.',
      '  obligations: alert:x',
      '  policy version: abc',
    ]);
  });

  it('takes the rule’s own sentence from the document of that version', async () => {
    file('p.yaml', GOOD);
    const [{ version }] = JSON.parse(await run('check', '--json', 'p.yaml')) as [{ version: string }];
    file(
      'e.ndjson',
      `${JSON.stringify(event)}\n${JSON.stringify({ ...event, id: 'e3', policyVersion: version })}\n`,
    );
    expect(JSON.parse(await run('explain', 'e.ndjson', '--json', '--policy', 'p.yaml'))).toMatchObject([
      { id: 'e1', sentence: 'The rule no-mini denies it.', isThatVersion: false },
      { id: 'e3', sentence: 'Use the large model.', isThatVersion: true, policyVersion: version },
    ]);
  });

  it('refuses what is no event', async () => {
    file('e.json', '{"id":1}');
    await expect(run('explain', 'e.json')).rejects.toMatchObject({ reason: 'invalid' });
    file('e.json', 'text');
    await expect(run('explain', 'e.json')).rejects.toMatchObject({ reason: 'invalid' });
    file('e.json', '[]');
    await expect(run('explain', 'e.json')).rejects.toMatchObject({ reason: 'notFound' });
    await expect(run('explain', 'none.json')).rejects.toMatchObject({ reason: 'notFound' });
  });
});
