/** The list of models, as a caller with an allow-list sees it through the door. */
import { describe, expect, it } from 'vitest';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { policyFrom } from './fixtures/policy-from.js';
import type { RunningDoor } from './fixtures/running-door.js';

const open = doorForEachTest();

const rule = (more: string, name = 'r') =>
  `  - { name: ${name}, groups: ['*'], connections: ['*'], ${more} }\n`;
const listed = `access:\n${rule("methods: ['*'], paths: ['/**'], models: [gpt-5, 'text-*']")}`;

const openaiList = {
  object: 'list',
  data: ['gpt-5', 'gpt-5-pro', 'text-embedding-3', 'o9'].map((id) => ({
    id,
    object: 'model',
    owned_by: 'x',
  })),
};
const anthropicList = {
  data: ['claude-a', 'gpt-5', 'text-b', 'claude-z'].map((id) => ({ type: 'model', id, display_name: id })),
  has_more: false,
  first_id: 'claude-a',
  last_id: 'claude-z',
};

async function list(
  policy: string,
  answer: unknown,
  { path = '/v1/models', connection = '', status = 200 } = {},
): Promise<{ response: Response; door: RunningDoor; sent: string }> {
  const sent = JSON.stringify(answer);
  const door = await open(
    (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(sent);
    },
    { policyOf: policyFrom(policy, connection) },
  );
  return { response: await fetch(`${door.url}/up${path}`, { headers: authorised }), door, sent };
}

const recordedAnswer = (door: RunningDoor): string =>
  door.recorder.events
    .filter(({ body }) => body.$case === 'requestCompleted')
    .flatMap(({ payloads }) => payloads)
    .map(({ content }) => content.toString('utf8'))
    .join('\n');

describe('the list of models', () => {
  it('has those alone that the caller may use, for the client and in the record', async () => {
    const { response, door } = await list(listed, openaiList);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      object: 'list',
      data: openaiList.data.filter(({ id }) => id === 'gpt-5' || id === 'text-embedding-3'),
    });
    expect(response.headers.get('content-length')).toBe(String(text.length));
    await completed(door);
    expect(recordedAnswer(door)).toContain('"text-embedding-3"');
    expect(recordedAnswer(door)).not.toMatch(/gpt-5-pro|o9/);
  });

  it.each(['', 'dialect: anthropic'])('is read in the form of Anthropic too (%s)', async (connection) => {
    const { response } = await list(listed, anthropicList, { connection });
    expect(await response.json()).toEqual({
      data: [anthropicList.data[1], anthropicList.data[2]],
      has_more: false,
      first_id: 'gpt-5',
      last_id: 'text-b',
    });
  });

  it('is empty where none of it may be used', async () => {
    const { response } = await list(listed.replace("gpt-5, 'text-*'", 'other'), anthropicList);
    expect(await response.json()).toEqual({ data: [], has_more: false, first_id: null, last_id: null });
  });

  it('goes by the rules under which models are used, not by the one that shows the list', async () => {
    const policy = `access:\n${rule("methods: [GET], paths: ['/v1/models']", 'look')}${rule("methods: [POST], paths: ['/v1/chat/completions'], models: [o9]", 'chat')}`;
    const { response } = await list(policy, openaiList);
    expect(await response.json()).toMatchObject({ data: [{ id: 'o9' }] });
  });

  it.each([
    ['no list is there', `access:\n${rule("methods: [GET], paths: ['/v1/models']")}`],
    [
      'another rule lets all be used',
      `${listed}${rule("methods: [POST], paths: ['/v1/chat/completions']", 'all')}`,
    ],
  ])('passes as it came where %s', async (_, policy) => {
    const { response, sent } = await list(policy, openaiList);
    expect(await response.text()).toBe(sent);
  });

  it('is refused in a form in which it cannot be read, while errors pass', async () => {
    const { response } = await list(listed, ['gpt-5-pro']);
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({
      code: 'ANSWER_UNREADABLE',
      reasons: ['NOT_THIS_DIALECT'],
    });
  });

  it('lets an error of the service pass', async () => {
    const { response, sent } = await list(listed, { error: { message: 'no key' } }, { status: 401 });
    expect([response.status, await response.text()]).toEqual([401, sent]);
  });
});
