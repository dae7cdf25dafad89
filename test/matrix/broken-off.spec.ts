/** Streams that break off anywhere: neither the client nor the record has a secret of what was said until then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outcome as Ending } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { eventsIn, readable } from './assembled.js';
import { corpus, secretText } from './corpus.js';
import { argumentsOf, type Answer } from './row.js';
import { Stage } from './stage.js';
import { table } from './table.js';
import { tracesIn } from './traces.js';

const stage = new Stage();
beforeAll(() => stage.open(['allow', 'mask']));
afterAll(() => stage.close());

/** Places at which each stream breaks off, evenly over its length. */
const breaks = 5;

const cells = table.flatMap((dialect) =>
  dialect.answers.flatMap((row) => {
    const told = row.inJson === true ? argumentsOf(secretText) : secretText;
    const answer = row.streamed?.(told.match(/[^]{1,6}/gu) ?? []);
    return answer === undefined ? [] : [{ name: dialect.name, where: row.where, dialect, row, answer }];
  }),
);

const upTo = ({ contentType, body }: Answer, bytes: number): Answer => ({
  contentType,
  body: body.subarray(0, bytes),
  breaksOff: true,
});

/** The frames that can be read: the one in which the stream broke off cannot. */
const wholeFrames = (stream: string): string =>
  stream
    .split('\n\n')
    .filter((frame) => {
      try {
        return eventsIn(frame).length > 0;
      } catch (error) {
        if (error instanceof SyntaxError) return false;
        throw error;
      }
    })
    .join('\n\n');

describe.each(cells)('a stream that breaks off: $name, $where', ({ dialect, row, answer }) => {
  it.each(['allow', 'mask'] as const)('%s', async (action) => {
    for (let at = 1; at <= breaks; at++) {
      const bytes = Math.floor((at * answer.body.length) / (breaks + 1));
      const outcome = await stage.ask(action, dialect.ask('streamed', row.asking), upTo(answer, bytes));
      expect(outcome.isBroken).toBe(true);
      expect(outcome.completed?.outcome).toBe(Ending.UPSTREAM_GONE);
      expect(tracesIn(outcome.recorded)).toEqual([]);
      expect(tracesIn(readable(wholeFrames(outcome.recordedAnswer)))).toEqual([]);
      if (action === 'mask') expect(tracesIn(readable(wholeFrames(outcome.got)))).toEqual([]);
    }
  });
});

describe('a value that breaks off before it can be known', () => {
  const secret = corpus.find(({ kind }) => kind === 'postgres-url');
  const begun = (secret?.written ?? '').slice(0, (secret?.written ?? '').indexOf('@'));
  const streams = cells.filter(({ row }) => row.where === 'answer: text' && row.position === 'assistant');

  it.each(streams)('is in nobody’s hands: $name', async ({ dialect, row }) => {
    const answer = row.streamed?.([`It is ${begun}`, '@ledger-db:5432/books']);
    if (answer === undefined) throw new Error('no stream');
    const bytes = Buffer.from(answer.body).indexOf('\n\n', Buffer.from(answer.body).indexOf(begun)) + 2;
    const outcome = await stage.ask('mask', dialect.ask('streamed'), upTo(answer, bytes));
    expect(tracesIn(outcome.got)).toEqual([]);
    expect(tracesIn(outcome.recorded)).toEqual([]);
  });
});
