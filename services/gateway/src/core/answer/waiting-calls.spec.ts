import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothRequirements, requirementOf } from '@sallyport/policy/approval-requirement';
import { approval } from '@sallyport/policy/document/approval';
import type { Verdict } from '@sallyport/policy/verdict';
import { anthropicMessages } from '@sallyport/wire/llm/anthropic/messages';
import { openaiChat } from '@sallyport/wire/llm/openai/chat';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { cut } from '@sallyport/wire/llm/sse/fixtures/streams';
import type { AnswerHead, AnswerRules } from './answer.js';
import { eventStream, json, planWith, rulesFor, verdict } from './fixtures/reading.js';
import { toldStreams, type Told } from './fixtures/told-streams.js';
import { openAnswer } from './open-answer.js';
import { both, nothingPassed } from './outgoing.js';

const plan = planWith({ email: 'redact' });
const told: Told = {
  reasoning: ['Let me', ' see'],
  text: ['I will', ' send it'],
  call: ['{"to":"', 'ann.smith', '@example.com","n":1}'],
};
const requirement = requirementOf('ask', approval.parse({ groups: ['leads'] }), []);
if (requirement === undefined) throw new Error('nobody to ask');
const hold = verdict('hold', { approval: bothRequirements(requirement, requirement) });

interface Outcome {
  readonly client: string;
  readonly recorded: string;
  readonly stopped: unknown;
  readonly calls: unknown;
}

/** @param settledAfter number of pieces after which the call is settled; beyond them: after the end */
function readWaiting(
  dialect: Dialect,
  head: AnswerHead,
  pieces: readonly Uint8Array[],
  decided: Verdict,
  settledAfter: number,
): Outcome {
  const rules: AnswerRules = rulesFor(dialect, {
    plan,
    isBinding: true,
    judgeCall: () => hold,
    asksPeople: true,
  });
  const reading = openAnswer(rules, head);
  let passed = nothingPassed;
  const settle = (): void => {
    const unasked = reading.calls?.takeUnasked() ?? [];
    for (const waiting of unasked) {
      expect(Buffer.from(passed.client).toString()).not.toContain('ann.smith');
      reading.calls?.settle(waiting, decided);
    }
    passed = both(passed, reading.resume?.() ?? nothingPassed);
  };
  for (const [at, piece] of pieces.entries()) {
    passed = both(passed, reading.push(piece));
    if (at >= settledAfter) settle();
  }
  passed = both(passed, reading.finish());
  settle();
  return outcome(passed, reading);
}

function readAtOnce(
  dialect: Dialect,
  head: AnswerHead,
  pieces: readonly Uint8Array[],
  decided: Verdict,
): Outcome {
  const reading = openAnswer(rulesFor(dialect, { plan, isBinding: true, judgeCall: () => decided }), head);
  let passed = nothingPassed;
  for (const piece of pieces) passed = both(passed, reading.push(piece));
  return outcome(both(passed, reading.finish()), reading);
}

const outcome = (
  { client, recorded }: { client: Uint8Array; recorded: Uint8Array },
  { stopped, facts }: ReturnType<typeof openAnswer>,
): Outcome => ({
  client: Buffer.from(client).toString(),
  recorded: Buffer.from(recorded).toString(),
  stopped,
  calls: facts.calls,
});

const decisions = [verdict('allow'), verdict('deny', { sentence: 'Lea refused it.' })];
const withCalls = Object.entries(toldStreams).filter(([, { has }]) => has.includes('call'));

describe.each(withCalls)('a call that waits in a stream of %s', (_, { dialect, write }) => {
  const bytes = write(told);

  it('reads, whenever it is settled, as one that was judged at once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(bytes.length), { maxLength: 12 }),
        fc.nat(14),
        fc.constantFrom(...decisions),
        (cuts, settledAfter, decided) => {
          const pieces = cut(bytes, cuts);
          expect(readWaiting(dialect, eventStream, pieces, decided, settledAfter)).toEqual(
            readAtOnce(dialect, eventStream, pieces, decided),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a call that waits in a whole answer', () => {
  const chat = {
    id: 'c',
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'Mail ann.smith@example.com',
          tool_calls: [
            { id: 't1', type: 'function', function: { name: 'send', arguments: '{"to":1}' } },
            { id: 't2', type: 'function', function: { name: 'drop', arguments: '{"to":2}' } },
          ],
        },
        finish_reason: 'tool_calls',
      },
    ],
  };
  const message = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'tool_use', id: 't1', name: 'send', input: { to: 1 } }],
    stop_reason: 'tool_use',
    usage: { input_tokens: 1, output_tokens: 1 },
  };

  it.each([
    [openaiChat, chat],
    [anthropicMessages, message],
  ] as const)('holds back all of it, and reads then as one that was judged at once', (dialect, body) => {
    const pieces = [Buffer.from(JSON.stringify(body))];
    for (const decided of decisions) {
      const waited = readWaiting(dialect, json, pieces, decided, 99);
      expect(waited).toEqual(readAtOnce(dialect, json, pieces, decided));
      expect(waited.client.length).toBeGreaterThan(20);
    }
  });

  it('gives nothing as long as one of several waits', () => {
    const rules = rulesFor(openaiChat, { plan, isBinding: true, judgeCall: () => hold, asksPeople: true });
    const reading = openAnswer(rules, json);
    reading.push(Buffer.from(JSON.stringify(chat)));
    expect(reading.finish().client).toHaveLength(0);
    const [first, second] = reading.calls?.takeUnasked() ?? [];
    if (first === undefined || second === undefined) throw new Error('two calls wait');
    reading.calls?.settle(first, verdict('allow'));
    expect([reading.resume?.().client.length, reading.calls?.isWaiting]).toEqual([0, true]);
    reading.calls?.settle(second, verdict('deny'));
    const client = Buffer.from(reading.resume?.().client ?? []).toString();
    expect(client).toContain('"send"');
    expect(client).not.toContain('"drop"');
    expect(client).toContain('[EMAIL]');
  });
});
