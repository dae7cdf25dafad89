/** What goes wrong at the provider reaches the client as what it is: never as a whole answer. */
import { describe, expect, it } from 'vitest';
import { failure, type Subject } from '../driver/subject.js';

export function providerFails(subject: Subject): void {
  const { world } = subject;

  it('a stream that breaks off is an error, and no end', async () => {
    world().provider.script({ delivery: { cutAfterFrames: 6, pauseMs: 10 } });
    const failed = await failure(subject, 'stream', { prompt: 'Tell me more' });
    expect(failed.message).not.toBe('');
    expect(world().tap.requests).toHaveLength(1);
  });

  it('a stream that ends with the provider’s error raises it', async () => {
    world().provider.script({ delivery: { errorAfterFrames: 6 } });
    const failed = await failure(subject, 'stream', { prompt: 'Tell me more' });
    expect(failed.message).toMatch(/had an error|Overloaded/);
    expect(world().tap.requests).toHaveLength(1);
  });

  describe.each(['invoke', 'stream'] as const)('%s, of an ailing provider', (name) => {
    it('its own refusal arrives in its own words', async () => {
      const error = { status: 400, message: 'The parrot is resting.' };
      world().provider.script({ error });
      const failed = await failure(subject, name, { prompt: 'Hello' });
      expect(failed).toMatchObject({ kind: 'api', message: expect.stringContaining('parrot') as string });
      expect(world().tap.requests).toHaveLength(1);
    });
  });
}
