/** Who may not come in is told so in the library's own words, at once, and the provider hears nothing of it. */
import { describe, expect, it } from 'vitest';
import { failure, type Subject } from '../driver/subject.js';

export function refusals(subject: Subject): void {
  const { world } = subject;

  describe.each(['invoke', 'stream'] as const)('%s', (name) => {
    it.each([
      ['a stranger', 'permission', 'stranger'],
      ['a token that is none', 'authentication', 'garbage'],
    ] as const)('%s: %s error, one request', async (_who, kind, whose) => {
      const failed = await failure(subject, name, { prompt: 'Hello', token: world().tokens[whose] });
      expect(failed).toMatchObject({ kind });
      expect(world().tap.requests).toHaveLength(1);
      expect(world().provider.seen).toHaveLength(0);
    });
  });
}
