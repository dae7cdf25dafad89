/** What the door does with what stands in the path and the query of a request of plain HTTP. */
import { describe, expect, it } from 'vitest';
import { authorised, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';

const open = doorForEachTest();

async function asked(
  policy: string,
  target: string,
  connection = '',
): Promise<{ readonly answer: Response; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const door = await open(
    (request, response) => {
      seen.push(request.url ?? '');
      response.end('ok');
    },
    { policyOf: policyFrom(`${everybody}${policy}\n`, connection) },
  );
  const answer = await fetch(`${door.url}/up${target}`, { headers: authorised });
  return { answer, seen };
}

const words = 'prompts: [{ name: secret, check: words, words: [blue bird] }]';
const rule = (when: string): string => `rules: [{ name: r, when: '${when}', action: deny }]`;
const masks = (more: string): string => `detectors: { apply: [{ kinds: [email], ${more} }] }`;

describe('the path and the query', () => {
  it.each([
    ['a word of a deny list in the path', words, '/notes/b%6cue%20bird'],
    ['in two segments of it', words, '/blue/bird/notes'],
    ['in the query', words, '/notes?q=blue+bird'],
    [
      'a text that a condition looks for in the path',
      rule('request.text.all.contains("drop table")'),
      '/sql/drop%20table',
    ],
    ['by its position', rule('request.text.path.contains("drop table")'), '/sql/drop%20table'],
    ['what detectors find in it', rule('"email" in request.kindsFound'), '/users/ana%40example.com'],
  ])('are denied for %s', async (_, policy, target) => {
    const { answer, seen } = await asked(policy, target);
    expect(answer.status).toBe(403);
    expect(await errorOf(answer)).toMatchObject({ code: 'POLICY_DENIED' });
    expect(seen).toEqual([]);
  });

  it.each(['redact', 'tokenise', 'block'])(
    'are refused for what a mask would %s in the path',
    async (how) => {
      const { answer, seen } = await asked(masks(`with: ${how}`), '/users/ana%40example.com/notes');
      expect(answer.status).toBe(403);
      expect(await errorOf(answer)).toMatchObject({
        code: 'POLICY_DENIED',
        reasons: ['SENSITIVE_DATA'],
        message: expect.stringContaining(how === 'block' ? 'may not pass' : 'Its path') as string,
      });
      expect(seen).toEqual([]);
    },
  );

  it('pass where masks are about something else', async () => {
    for (const more of ['with: redact, on: [answer]', 'with: redact, kinds: [iban]']) {
      const policy = `detectors: { apply: [{ ${more.includes('kinds') ? more : `kinds: [email], ${more}`} }] }`;
      const { answer, seen } = await asked(policy, '/users/ana%40example.com?q=1');
      expect([answer.status, seen]).toEqual([200, ['/users/ana%40example.com?q=1']]);
    }
  });

  it('are masked in the query', async () => {
    const { seen } = await asked(masks('with: redact'), '/notes?to=ana%40example.com');
    expect(seen).toEqual(['/notes?to=%5BEMAIL%5D']);
  });
});
