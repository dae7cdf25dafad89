/** What only some libraries can do: choices, older APIs, members that nobody knows, thinking, Azure. */
import { expect, it } from 'vitest';
import type { CaseName } from '../driver/client-program.js';
import { value, type Subject } from '../driver/subject.js';

export function furtherCalls(subject: Subject): void {
  const { library, world } = subject;

  const test = (name: CaseName, what: string, body: () => Promise<void>): void => {
    if (library.cases.includes(name)) it(what, body);
  };
  const echo = (text: string): unknown => expect.stringContaining(`You said: ${text}`);

  test(
    'unknownMembers',
    'members that nobody knows and numbers that no double holds arrive as sent',
    async () => {
      await value(subject, 'unknownMembers', { prompt: 'Hi' });
      const sent = world().tap.requests[0]?.body ?? Buffer.alloc(0);
      expect(sent.toString()).toMatch(/"seed": ?12345678901234567890,.*"float": ?1\.0/);
      expect(world().provider.seen[0]?.body.equals(sent)).toBe(true);
    },
  );

  test('choices', 'several choices stream side by side', async () => {
    const { texts } = await value(subject, 'choices', { prompt: 'Hi' });
    expect(texts).toEqual([
      echo('Hi'),
      expect.stringMatching(/\(choice 2\)$/),
      expect.stringMatching(/\(choice 3\)$/),
    ]);
  });

  test('completion', 'completes a text, whole and streamed', async () => {
    const { text, streamed } = await value(subject, 'completion', { prompt: 'Once' });
    expect(text).toEqual(echo('Once'));
    expect(streamed).toBe(text);
  });

  test('continued', 'continues a response', async () => {
    const { text, continues } = await value(subject, 'continued', { prompt: 'And then?' });
    expect([text, continues]).toEqual([echo('And then?'), true]);
  });

  test('thinking', 'streams thoughts before words', async () => {
    const { types, thought, signed } = await value(subject, 'thinking', { prompt: 'Why?' });
    expect([types, thought, signed]).toEqual([
      ['thinking', 'text'],
      expect.stringContaining('Why?') as string,
      true,
    ]);
  });

  test('countTokens', 'counts tokens', async () => {
    expect(await value(subject, 'countTokens', { prompt: 'one two three' })).toEqual({
      tokens: expect.any(Number) as number,
    });
    expect(world().provider.seen).toMatchObject([{ path: '/v1/messages/count_tokens' }]);
  });

  test('models', 'lists models', async () => {
    expect((await value(subject, 'models', {})).names).toContain('demo-small');
  });

  test('azure', 'speaks to Azure’s paths with `api-key`', async () => {
    const azure = `${world().tap.url}/azure/openai`;
    const { text, model, streamed } = await value(subject, 'azure', { prompt: 'Hi', azure });
    expect([text, model, streamed]).toEqual([echo('Hi'), 'gpt-x', text]);
    const [seen] = world().provider.seen;
    expect(seen?.url).toBe('/openai/deployments/gpt-x/chat/completions?api-version=2024-10-21');
    expect(seen?.authorized).toBe(true);
  });
}
