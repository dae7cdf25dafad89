/** What is masked on its way out, on its way back, and what comes back as it was, whole and streamed. */
import { describe, expect, it } from 'vitest';
import { value, type Subject } from '../driver/subject.js';

const address = 'ada.lovelace@example.com';
const phone = '+14155552671';

export function masked(subject: Subject): void {
  const { library, world } = subject;
  const sent = (): string =>
    world()
      .provider.seen.map((request) => request.body.toString())
      .join('\n');

  describe.each(['invoke', 'stream'] as const)('%s, masked', (name) => {
    it('the provider is not told what the prompt gives away', async () => {
      const { text } = await value(subject, name, { prompt: `Write to ${address} today` });
      expect(sent()).toContain('Write to [EMAIL] today');
      expect(sent()).not.toContain(address);
      expect(text).toContain('Write to [EMAIL] today');
    });

    it('the client is not told what the answer gives away, however its bytes are cut', async () => {
      const plan = { text: `Grüße 👋 an ${address}, and nobody else.` };
      world().provider.script({ plan, delivery: { bytesPerWrite: 5 } });
      const { text } = await value(subject, name, { prompt: 'Whom?' });
      expect(text).toBe('Grüße 👋 an [EMAIL], and nobody else.');
    });

    it('a placeholder goes out, and what it stands for comes back', async () => {
      const { text } = await value(subject, name, { prompt: `Call ${phone} now` });
      expect(sent()).not.toContain(phone);
      expect(text).toContain(`Call ${phone} now`);
    });
  });

  if (library.cases.includes('tools')) {
    it.each(['tools', 'streamTools'] as const)('%s: masked arguments are JSON still', async (name) => {
      const calls = [{ name: 'weather', arguments: { city: `"Oslo"\n\\ ${address} 👋` } }];
      world().provider.script({ plan: { calls } });
      const called = await value(subject, name, { prompt: 'Go', tools: ['weather'] });
      expect(called.calls).toEqual([{ name: 'weather', arguments: { city: '"Oslo"\n\\ [EMAIL] 👋' } }]);
    });
  }

  it('masked structured output obeys its schema still', async () => {
    const person = { name: `Ada "${address}"`, age: 36 };
    const tool = library.structuredBy;
    const plan =
      tool === undefined ? { text: JSON.stringify(person) } : { calls: [{ name: tool, arguments: person }] };
    world().provider.script({ plan });
    const structured = await value(subject, 'structured', { prompt: 'Who?' });
    expect(structured.value).toEqual({ name: 'Ada "[EMAIL]"', age: 36 });
  });
}
