/** What every library must get through the gateway as it would get it from the provider itself. */
import { expect, it } from 'vitest';
import type { CaseName } from '../driver/client-program.js';
import { value, type Subject } from '../driver/subject.js';

const weather = 'Use weather for Oslo';

export function passesThrough(subject: Subject): void {
  const { library, world } = subject;

  const can = (name: CaseName): boolean => library.cases.includes(name);
  const test = (name: CaseName, what: string, body: () => Promise<void>): void => {
    if (can(name)) it(what, body);
  };
  const echo = (text: string): unknown => expect.stringContaining(`You said: ${text}`);

  test('invoke', 'gets an answer; the provider sees the same bytes, its own key and no token', async () => {
    const said = await value(subject, 'invoke', { prompt: 'Grüße, "Otto" 👋' });
    expect(said).toEqual({ text: echo('Grüße, "Otto" 👋'), tokens: expect.any(Number) as number });
    expect(said.tokens).toBeGreaterThan(0);
    const { provider, tap, tokens } = world();
    expect(provider.seen).toMatchObject([{ path: library.path, authorized: true }]);
    expect(provider.seen[0]?.body.equals(tap.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
    expect(provider.seen[0]?.rawHeaders.join('\n')).not.toContain(tokens.agent);
  });

  test('stream', 'streams piece by piece, however the bytes are cut', async () => {
    world().provider.script({ delivery: { bytesPerWrite: 11, comments: library.connection === 'openai' } });
    const { text, pieces, tokens } = await value(subject, 'stream', { prompt: 'Zähle 👋 bis drei' });
    expect(text).toEqual(echo('Zähle 👋 bis drei'));
    expect(pieces).toBeGreaterThan(3);
    const { provider, tap } = world();
    expect(provider.seen).toMatchObject([{ path: library.path, abandoned: false }]);
    // The gateway asks for the usage of a chat's stream; a client gets it only where it asked for it itself.
    const asks = (body: Buffer | undefined): boolean => body?.includes('"include_usage":true') ?? false;
    if (library.path === '/v1/chat/completions') expect(asks(provider.seen[0]?.body)).toBe(true);
    if (asks(tap.requests[0]?.body)) expect(tokens).toBeGreaterThan(0);
  });

  test('batch', 'makes several calls at once', async () => {
    const prompts = ['one', 'two', 'three'];
    const { texts } = await value(subject, 'batch', { prompts });
    expect(texts).toEqual(prompts.map(echo));
  });

  test('tools', 'is asked for the tool calls that the model wants', async () => {
    const { calls } = await value(subject, 'tools', { prompt: weather, tools: ['clock', 'weather'] });
    expect(calls).toEqual([{ name: 'weather', arguments: { city: weather } }]);
  });

  test('streamTools', 'gathers tool calls from a stream, several at once', async () => {
    const prompt = 'Use weather and clock';
    const { calls } = await value(subject, 'streamTools', { prompt, tools: ['clock', 'weather'] });
    expect(calls).toEqual(['clock', 'weather'].map((name) => ({ name, arguments: { city: prompt } })));
  });

  test('structured', 'gets structured output', async () => {
    const structured = await value(subject, 'structured', { prompt: 'Ada is 36' });
    expect(structured.value).toEqual({ name: 'Ada is 36', age: 36 });
  });

  for (const name of ['agent', 'streamAgent'] as const) {
    test(name, `runs an agent that calls a tool (${name})`, async () => {
      const { called, text } = await value(subject, name, { prompt: weather, tools: ['weather'] });
      expect(called).toEqual([{ name: 'weather', arguments: { city: weather } }]);
      expect(text).toContain(`sunny in ${weather}`);
      expect(world().provider.seen).toHaveLength(2);
    });
  }

  test('embed', 'gets embeddings', async () => {
    const texts = ['first text', 'second'];
    const { vectors } = await value(subject, 'embed', { texts });
    expect(vectors.map((vector) => vector.length)).toEqual([8, 8]);
    expect(vectors[0]).not.toEqual(vectors[1]);
    expect(world().provider.seen).toMatchObject([{ path: '/v1/embeddings', authorized: true }]);
  });
}
