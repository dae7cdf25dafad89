import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, cuts, style } from '@sallyport/wire/llm/sse/fixtures/streams';
import { eventStream, planWith, readThrough, rulesFor, verdict } from './fixtures/reading.js';
import { toldStreams, type Told } from './fixtures/told-streams.js';

const values = new Map([['[EMAIL_0123456789]', 'eve "the" o\'neil@example.net']]);
const plan = planWith({ email: 'redact', 'payment-card': 'block' });

/** Texts full of finds, near misses and placeholders, in pieces of any size. */
const words = fc.constantFrom(
  ...['ann@example.com', 'Mail ', 'to ', '.', ' ', '[EMAIL_0123456789]', '[EMAIL_', '[', 'x@y', '@', 'é😀'],
  ...['4111 1111 1111 1112', 'AKIAIOSFODNN7EXAMPLF', '+44 20 7946 0958', '078-05-1120', 'ssn ', '\\n', '"'],
);
const said = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(''));
const inPieces = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.array(fc.nat({ max: 6 }), { maxLength: 10 })).map(([whole, sizes]) => {
    const characters = Array.from(whole);
    const pieces = sizes.map((size) => characters.splice(0, size).join(''));
    return [...pieces, characters.join('')];
  });
const told: fc.Arbitrary<Told> = fc.record({
  reasoning: inPieces(said),
  text: inPieces(said),
  call: inPieces(
    fc.record({ to: said, note: fc.array(said, { maxLength: 2 }) }).map((value) => JSON.stringify(value)),
  ),
});

describe.each(Object.entries(toldStreams))('a stream of %s', (_, { dialect, write }) => {
  const judgeCall = ({ arguments: given }: { arguments: string }) =>
    verdict(given.includes('Mail') ? 'deny' : 'allow');

  it('is the same for the client, the record and the facts however it is cut', () => {
    const rules = fc.record({
      masks: fc.boolean(),
      restores: fc.boolean(),
      judgesCalls: fc.boolean(),
      judgesAnswers: fc.boolean(),
      holdsWhole: fc.boolean(),
      dropsUsage: fc.boolean(),
    });
    fc.assert(
      fc.property(told, style, rules, cuts, (texts, written, asked, at) => {
        const bytes = write(texts, written);
        const open = rulesFor(dialect, {
          plan: asked.masks ? plan : undefined,
          values: asked.restores ? values : new Map(),
          judgeCall: asked.judgesCalls ? judgeCall : undefined,
          judgeAnswer: asked.judgesAnswers ? () => verdict('allow') : undefined,
          holdsWhole: asked.holdsWhole,
          dropsUsage: asked.dropsUsage,
        });
        const whole = readThrough(open, eventStream, [bytes]);
        const split = readThrough(open, eventStream, cut(bytes, at));
        expect(split).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it('passes untouched, as the bytes that came, where nothing is asked of it', () => {
    fc.assert(
      fc.property(told, style, cuts, (texts, written, at) => {
        const bytes = write(texts, written);
        const { client, recorded, facts } = readThrough(rulesFor(dialect), eventStream, cut(bytes, at));
        expect(client).toBe(Buffer.from(bytes).toString());
        expect(recorded).toBe(client);
        expect(facts.isChanged).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});
