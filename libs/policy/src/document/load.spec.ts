import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesOf, HEAD, loaded } from '../fixtures/documents.js';
import { DOCUMENT_BYTES_MAX, loadDocument } from './load.js';
import { problemText } from './problem.js';

/** Problems as lines, without a file name. */
function problems(text: string | Uint8Array): string[] {
  const result = loadDocument(typeof text === 'string' ? bytesOf(text) : text);
  return result.kind === 'refused' ? result.problems.map((problem) => problemText('', problem)) : [];
}

const CONNECTION = '  x: { protocol: http, upstream: https://x.example.com, ';

describe('a good document', () => {
  it('gets its defaults', () => {
    const { document, version, advice } = loaded(HEAD);
    expect(document.connections['openai']).toEqual({
      protocol: 'http',
      upstream: 'https://api.openai.com',
      credential: 'none',
      record: 'full',
      dialect: 'auto',
      timeouts: { connectMs: 10_000, headersMs: 600_000, idleMs: 300_000 },
      pool: { connectionsMax: 128 },
      onStaleFeed: 'refuse',
    });
    expect(document.issuers[0]).toMatchObject({
      algorithms: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'],
      clockSkewS: 30,
      claims: { groups: 'groups', email: 'email', name: 'name', attributes: {} },
    });
    expect(document.access).toEqual([]);
    expect(document.roles).toEqual({ auditor: [], approver: [], admin: [] });
    expect(document.approvals).toEqual({
      holdWaitMsMax: 240_000,
      feedStaleMsMax: 30_000,
      openPerIdentityMax: 20,
    });
    expect(document.session).toEqual({ windowMinutes: 30, idleMinutes: 30, header: true });
    expect(document.tokens).toEqual({ ttlDefaultMinutes: 60, ttlMaxMinutes: 1440 });
    expect(version).toBe(createHash('sha256').update(HEAD).digest('hex'));
    expect(advice.map(({ at }) => at)).toEqual(['connections.openai', 'connections.tickets']);
  });

  it('is the one that is explained to operators', () => {
    const page = readFileSync(new URL('../../../../docs/policy.md', import.meta.url), 'utf8');
    const { document, advice } = loaded(/```yaml\n([^]*?)```/.exec(page)?.[1] ?? '');
    expect(Object.keys(document.connections)).toEqual(['openai', 'tickets']);
    expect(advice).toEqual([]);
  });

  it('has a version that changes with every byte', () => {
    expect(loaded(HEAD).version).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded(`${HEAD}\n`).version).not.toBe(loaded(HEAD).version);
  });

  it('says what stays in the record where its masks are narrowed', () => {
    const text = `${HEAD}${CONNECTION}record: full }\ndetectors: { record: { categories: [secret] } }\n`;
    expect(loaded(text).advice).toContainEqual({
      line: 8,
      column: 24,
      at: 'detectors.record.categories',
      message: 'Recorded bodies keep what is personal, financial, health: auditors will read it.',
    });
    expect(loaded(`${HEAD}${CONNECTION}record: full }\n`).advice.map(({ at }) => at)).not.toContain(
      'detectors.record.categories',
    );
  });

  it('says where later findings are', () => {
    const text = `${HEAD}${CONNECTION}credential: { header: authorization, value: { env: KEY } } }\n`;
    const problem = loaded(text).problemAt(['connections', 'x', 'credential', 'value'], 'Not set.');
    expect(problemText('p.yaml', problem)).toBe('p.yaml:7:101: connections.x.credential.value: Not set.');
  });
});

describe('a bad document', () => {
  it('shows all of its problems at once, in order, with line and column', () => {
    const text = `version: 2
issuers:
  - name: corp
    issuer: http://idp.example.com
    audience: []
    algorithms: [HS256, none]
    clams: {}
connections:
  token: { protocol: http, upstream: https://x.example.com }
  openai:
    protocol: https
    upstream: api.openai.com
    tmeouts: {}
    pool: { connectionsMax: 0 }
access:
  - name: staff
    groups: []
    connections: [opnai, '*']
    methods: [post]
    paths: [v1, /a**]
`;
    expect(problems(text)).toMatchInlineSnapshot(`
      [
        ":1:10: version: Write \`version: 1\`.",
        ":4:13: issuers[0].issuer: Keys are fetched from here: use https, or set \`insecureHttp: true\` if you accept forgeries.",
        ":5:15: issuers[0].audience: Too few entries: at least 1.",
        ":6:18: issuers[0].algorithms[0]: Use RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519; \`none\` and HMAC (HS256, …) are never accepted.",
        ":6:25: issuers[0].algorithms[1]: Use RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519; \`none\` and HMAC (HS256, …) are never accepted.",
        ":7:5: issuers[0].clams: This key is not known here; \`claims\`?",
        ":9:3: connections.token: Name a connection with a small letter, then small letters, digits and hyphens (63 at most); token, sallyport, healthz, readyz, metrics are taken by the gateway.",
        ":11:15: connections.openai.protocol: Write one of: http.",
        ":12:15: connections.openai.upstream: Write an http:// or https:// URL without user, password, query and fragment.",
        ":13:5: connections.openai.tmeouts: This key is not known here; \`timeouts\`?",
        ":14:29: connections.openai.pool.connectionsMax: Too small: at least 1.",
        ":17:13: access[0].groups: Too few entries: at least 1.",
        ":18:18: access[0].connections: Write \`*\` alone, without other entries.",
        ":18:19: access[0].connections[0]: There is no such connection; \`openai\`?",
        ":19:15: access[0].methods[0]: A method in capitals, or \`*\` alone.",
        ":20:13: access[0].paths[0]: A path pattern starts with \`/\`.",
        ":20:17: access[0].paths[1]: \`**\` stands alone between two slashes.",
      ]
    `);
  });

  it.each<[string, string, string]>([
    ['a key twice', 'session: {}\nsession: {}\n', ':8:1: This key stands here twice'],
    [
      'people to ask where nobody is asked',
      "rules:\n  - { name: r, when: 'true', action: deny, approval: { groups: [dba] } }\n",
      ':8:54: rules[0].approval: `approval` goes with `action: approve`.',
    ],
    [
      'the same for words',
      'prompts:\n  - { name: r, check: words, words: [blue], approval: {} }\n',
      ':8:55: prompts[0].approval: `approval` goes with `action: approve`.',
    ],
    [
      'two ways to say who is asked',
      "rules:\n  - { name: r, when: 'true', action: approve, approval: { groups: [a], anyOf: [{ steps: [{ groups: [b] }] }] } }\n",
      'rules[0].approval.anyOf: Write `groups` or `anyOf`, not both.',
    ],
    [
      'an unknown key, with the one that is meant',
      'acces: []\n',
      ':7:1: acces: This key is not known here; `access`?',
    ],
    ['an alias', 'access: &a []\nsession: *a\n', ':7:12: Anchors and aliases'],
    ['a merge key', 'session: { <<: {} }\n', ':7:12: session.<<: This key is not known here'],
    ['a tag', 'session: !!set {}\n', ':7:10: Tags'],
    ['a second document', '---\nversion: 1\n', ':7:1: There is a second document'],
    ['a key that is no word', '[1]: 2\n', ':7:1: Keys are plain words'],
    ['a key that objects hide', '__proto__: {}\n', ':7:1: This key is not known here'],
    [
      'a rule for a connection that is not there',
      'access: [{ name: r, groups: [g], connections: [opena], methods: [GET], paths: [/] }]\n',
      ':7:48: access[0].connections[0]: There is no such connection; `openai`?',
    ],
    [
      'a missing part of a rule',
      'access: [{ name: r, groups: [g], connections: [openai], methods: [GET] }]\n',
      ':7:10: access[0].paths: This is missing: write a list.',
    ],
    [
      'a role for everyone',
      "roles: { auditor: ['*'] }\n",
      ':7:20: roles.auditor[0]: A role is never for everyone',
    ],
    [
      'a name of the gateway',
      '  metrics: { protocol: http, upstream: https://x.example.com }\n',
      ':7:3: connections.metrics: Name a connection',
    ],
    [
      'a password in a URL',
      '  x: { protocol: http, upstream: "https://u:p@x.example.com" }\n',
      ':7:34: connections.x.upstream: Write an http',
    ],
    [
      'a query in a URL',
      '  x: { protocol: http, upstream: "https://x.example.com?a=1" }\n',
      ':7:34: connections.x.upstream: Write an http',
    ],
    [
      'a base path that climbs',
      '  x: { protocol: http, upstream: "https://x.example.com/a/../b" }\n',
      ':7:34: connections.x.upstream: The base path',
    ],
    [
      'a credential in a framing header',
      `${CONNECTION}credential: { header: host, value: { env: A } } }\n`,
      ':7:79: connections.x.credential.header: Name a header',
    ],
    [
      'tls for plain http',
      '  x: { protocol: http, upstream: "http://x.example.com", tls: { caFile: a } }\n',
      ':7:63: connections.x.tls: Remove',
    ],
    [
      'half a client certificate',
      `${CONNECTION}tls: { certFile: a } }\n`,
      ':7:62: connections.x.tls: `certFile` and `keyFile` go together.',
    ],
    [
      'a lifetime above the highest',
      'tokens: { ttlDefaultMinutes: 60, ttlMaxMinutes: 30 }\n',
      ':7:30: tokens.ttlDefaultMinutes: Not longer',
    ],
    [
      'its own issuer among the others',
      'tokens: { publicUrl: https://login.example.com/ }\n',
      ':3:27: issuers[0].issuer: This is the gateway’s own issuer',
    ],
  ])('%s', (_name, more, expected) => {
    expect(problems(HEAD + more).join('\n')).toContain(expected);
  });

  it.each([
    'version: 1\nissuers: [~]\nconnections: { x: ~ }\naccess: [~]\n',
    'issuers: 1\nconnections: []\naccess: {}\n',
    '~',
  ])('whose parts are something else altogether is refused: %j', (text) => {
    expect(problems(text).length).toBeGreaterThan(0);
  });

  it('is refused when it is too large, empty, or not UTF-8', () => {
    expect(problems(new Uint8Array(DOCUMENT_BYTES_MAX + 1))).toEqual([
      ':1:1: The document has 1048577 bytes; 1048576 are the most.',
    ]);
    expect(problems('')).toEqual([':1:1: The document is empty: write `version: 1`.']);
    expect(problems('# nothing\n')).toEqual([':1:1: The document is empty: write `version: 1`.']);
    expect(problems(Uint8Array.of(0xff, 0xfe))).toEqual([
      ':1:1: The document is not valid UTF-8: save it as UTF-8.',
    ]);
    expect(problems('text')).toEqual([':1:1: Write a section with keys here.']);
  });

  it('cannot exhaust time, memory or stack', () => {
    const aliases = Array.from({ length: 30 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`);
    expect(problems(aliases.join('\n')).length).toBeGreaterThan(0);
    for (const opening of ['[', '- ', '{b: ', '? ', '"']) {
      expect(problems(`${HEAD}access: ${opening.repeat(5000)}`).length, opening).toBeGreaterThan(0);
    }
    const manyKeys = Array.from({ length: 500 }, (_, i) => `k${i}: 1`).join('\n');
    expect(problems(HEAD + manyKeys)).toHaveLength(100);
  });

  it('never shows a secret that was written into it', () => {
    const secret = 'sk-proj-4242SECRET';
    const places = [
      `credential: { header: authorization, value: ${secret} }`,
      `credential: { header: authorization, value: { ${secret}: } }`,
      `credential: { header: authorization, ${secret}: 1, value: { env: ${secret} } }`,
      `credential: ${secret}`,
      `credential: { header: ${secret}, scheme: ${secret} 2, value: [${secret}] }`,
      `credential: { header: a, value: { env: A }, value: "${secret}`,
      `credential: !${secret} 1`,
      `credential: *${secret}`,
      `record: ${secret}, pool: ${secret}`,
    ];
    for (const place of places) {
      const found = problems(`${HEAD}${CONNECTION}${place} }\n`);
      expect(found.length, place).toBeGreaterThan(0);
      expect(found.map((line) => line.replace(/credential\.[^:]*:/, '')).join(), place).not.toContain(secret);
    }
  });
});
