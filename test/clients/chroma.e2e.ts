/** Chroma's client through the gateway to Chroma's real server: collections by a list, documents masked. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startChroma } from './driver/chroma-server.js';
import { ClientProgram, type Asked } from './driver/client-program.js';
import { startWorld, type World } from './driver/world.js';

const chroma = await startChroma();
afterAll(() => chroma?.stop());
const address = 'ada.lovelace@example.com';

const policy = (upstream: string): string => `connections:
  chroma: { protocol: http, upstream: '${upstream}' }
access:
  - { name: agents, groups: [agents], connections: [chroma], methods: ['*'], paths: [/**], collections: ['notes*'] }
  - name: what-names-no-collection
    groups: [agents]
    connections: [chroma]
    methods: [GET]
    paths: [/api/v2/tenants/*/databases/*/collections]
detectors: { apply: [{ kinds: [email], with: redact }] }
rules:
  - name: no-mass-deletion
    when: request.kind == "vector-delete" && request.items == 0
    action: deny
    reasons: [DESTRUCTIVE]
`;

describe.skipIf(chroma === undefined)('chromadb', () => {
  let world: World;
  let program: ClientProgram;
  beforeAll(async () => {
    world = await startWorld(() => policy(chroma?.url ?? ''));
    program = new ClientProgram('chroma.mjs', []);
    for (const collection of ['secrets', 'notes']) await program.value('create', direct({ collection }));
    await program.value('add', direct({ collection: 'secrets', ids: ['s-1'], texts: ['hidden'] }));
  });
  afterAll(async () => {
    await program.stop();
    await world.stop();
  });
  beforeEach(() => world.begin());

  /** Past the gateway. */
  const direct = (more: Partial<Asked>): Asked => ({ base: chroma?.url ?? '', token: '', ...more });
  const through = (more: Partial<Asked>): Asked => ({
    base: `${world.tap.url}/chroma`,
    token: world.tokens.agent,
    ...more,
  });

  it('makes a collection, adds, finds, reads and deletes documents', async () => {
    const collection = 'notes-own';
    await program.value('create', through({ collection }));
    const texts = ['apples are red', 'the sky is blue', 'a third'];
    const ids = ['fruit-1', 'sky-1', 'fruit-2'];
    expect(await program.value('add', through({ collection, ids, texts }))).toEqual({ count: 3 });
    const found = await program.value('query', through({ collection, prompt: 'apples are red' }));
    expect([found.ids[0], found.documents[0]]).toEqual(['fruit-1', 'apples are red']);
    const filtered = await program.value(
      'query',
      through({ collection, prompt: 'x', where: { kind: 'sky' } }),
    );
    expect(filtered.ids).toEqual(['sky-1']);
    expect(await program.value('get', through({ collection, ids: ['sky-1'] }))).toEqual({
      ids: ['sky-1'],
      documents: ['the sky is blue'],
    });
    expect(await program.value('remove', through({ collection, ids: ['sky-1'] }))).toEqual({ count: 2 });
    expect((await program.value('list', through({}))).names).toContain(collection);
    await program.value('drop', through({ collection }));
    expect((await program.value('list', direct({}))).names).not.toContain(collection);
  });

  it.each(['query', 'get', 'remove', 'add', 'drop', 'create'] as const)(
    'a collection that is not on the list: %s is refused, as the library says it',
    async (name) => {
      const collection = name === 'create' ? 'secrets-too' : 'secrets';
      const asked = through({ collection, prompt: 'x', ids: ['s-1'], texts: ['y'] });
      expect(await program.failure(name, asked)).toMatchObject({ kind: 'permission' });
      const kept = await program.value('get', direct({ collection: 'secrets', ids: ['s-1'] }));
      expect(kept.documents).toEqual(['hidden']);
    },
  );

  it('the id of such a collection does not open it either', async () => {
    const list = (await (
      await fetch(`${chroma?.url ?? ''}/api/v2/tenants/default_tenant/databases/default_database/collections`)
    ).json()) as { id: string; name: string }[];
    const id = list.find((one) => one.name === 'secrets')?.id ?? '';
    const path = `/chroma/api/v2/tenants/default_tenant/databases/default_database/collections/${id}/get`;
    const answer = await fetch(world.tap.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.tokens.agent}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('hidden');
  });

  it('documents are masked before they are kept, and where they are kept unmasked, before they are read', async () => {
    const collection = 'notes';
    const asked = { collection, ids: ['m-1'], texts: [`Write to ${address}`] };
    await program.value('add', through(asked));
    const kept = await program.value('get', direct({ collection, ids: ['m-1'] }));
    expect(kept.documents).toEqual(['Write to [EMAIL]']);
    await program.value('add', direct({ ...asked, ids: ['m-2'] }));
    const read = await program.value('get', through({ collection, ids: ['m-2'] }));
    expect(read.documents).toEqual(['Write to [EMAIL]']);
  });

  it('a deletion that names no document is refused by a rule', async () => {
    const collection = 'notes';
    await program.value('add', direct({ collection, ids: ['d-1'], texts: ['stays'] }));
    const failed = await program.failure('remove', through({ collection, where: { kind: 'd' } }));
    expect(failed.kind).toBe('permission');
    expect((await program.value('get', direct({ collection, ids: ['d-1'] }))).ids).toEqual(['d-1']);
  });

  it('a stranger and a token that is none are told apart', async () => {
    const asked = { collection: 'notes', ids: ['d-1'] };
    const failed = async (token: string): Promise<string> =>
      (await program.failure('get', through({ ...asked, token }))).kind;
    expect(await failed(world.tokens.stranger)).toBe('permission');
    expect(await failed(world.tokens.garbage)).toBe('authentication');
  });
});
