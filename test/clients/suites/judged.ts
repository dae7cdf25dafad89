/** What policy refuses: models, words, tool calls in answers, answers themselves; and what it only watches. */
import { describe, expect, it } from 'vitest';
import { failure, value, type Subject } from '../driver/subject.js';

const account = 'DE89370400440532013000';

export function judged(subject: Subject): void {
  const { library, world } = subject;
  const can = (name: 'tools' | 'agent' | 'streamAgent'): boolean => library.cases.includes(name);

  describe.each(['invoke', 'stream'] as const)('%s, judged', (name) => {
    it.each([
      ['a model that is not allowed', { model: 'gpt-forbidden', prompt: 'Hello' }],
      ['a word that is on the deny list', { prompt: 'What is b l u e b i r d?' }],
      ['a rule about the prompt', { prompt: 'Please drop table users' }],
    ])('%s: permission error, one request', async (_what, asked) => {
      expect(await failure(subject, name, asked)).toMatchObject({ kind: 'permission' });
      expect(world().tap.requests).toHaveLength(1);
      expect(world().provider.seen).toHaveLength(0);
    });

    it('a rule that only watches lets pass', async () => {
      const { text } = await value(subject, name, { prompt: 'watch me' });
      expect(text).toContain('watch me');
    });
  });

  it('an answer with something to be blocked is refused whole, and not asked for again', async () => {
    world().provider.script({ plan: { text: `Pay to ${account} now.` } });
    expect(await failure(subject, 'invoke', { prompt: 'Where?' })).toMatchObject({ kind: 'permission' });
    expect(world().tap.requests).toHaveLength(1);
  });

  it('a stream with something to be blocked ends with an error of the library', async () => {
    const plan = { text: `First a few words that may pass. Pay to ${account} now, if you can.` };
    world().provider.script({ plan, delivery: { pauseMs: 2 } });
    const failed = await failure(subject, 'stream', { prompt: 'Where?' });
    expect(['api', 'permission']).toContain(failed.kind);
    expect(failed.message).not.toContain(account);
    expect(world().tap.requests).toHaveLength(1);
  });

  const offer = { tools: ['weather', 'delete_everything', 'transfer_money'] };
  if (can('tools')) {
    describe.each(['tools', 'streamTools'] as const)('%s, judged', (name) => {
      it.each([
        ['delete_everything', 'no-deleting'],
        ['transfer_money', 'hold-transfers'],
      ])('a call of %s becomes a refusal, others stay', async (tool, rule) => {
        const asked = { ...offer, prompt: `Use weather and ${tool}` };
        const { calls } = await value(subject, name, asked);
        expect(calls.map((call) => call.name)).toEqual(['weather']);
        const alone = await value(subject, name, { ...offer, prompt: `Use ${tool}` });
        expect(alone.calls).toEqual([]);
        expect(`${alone.text ?? ''}${alone.refusal ?? ''}`).toContain(rule);
      });

      it('a tool that is not on the list is not offered', async () => {
        await value(subject, name, { tools: ['shell', 'weather'], prompt: 'Use weather' });
        const body = world().provider.seen[0]?.body.toString() ?? '';
        expect(body).toContain('weather');
        expect(body).not.toContain('shell');
      });
    });
  }
  for (const name of ['agent', 'streamAgent'] as const) {
    if (!can(name)) continue;
    it(`${name}: never runs a tool that policy refuses`, async () => {
      const { called, text } = await value(subject, name, { ...offer, prompt: 'Use delete_everything' });
      expect(called).toEqual([]);
      expect(text).toContain('no-deleting');
      expect(world().provider.seen).toHaveLength(1);
    });
  }
}
