/** Values that a service knows by placeholders alone: whoever sent them gets them back, in every position of every answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everybody, policyFrom } from '@sallyport/gateway/protocols/http/fixtures/policy-from';
import { assembled, eventsIn, readable } from './assembled.js';
import { corpus, secretText } from './corpus.js';
import { argumentsOf, type DialectTable } from './row.js';
import { Stage } from './stage.js';
import { table } from './table.js';
import { tracesIn } from './traces.js';

const document = `${everybody}detectors: { apply: [{ categories: [personal, financial, health, network, secret], with: tokenise, on: [request] }] }\n`;
const names = corpus.map(({ name }) => name);

const stage = new Stage();
/** The text of the corpus as the service of each dialect knows it. */
const known = new Map<DialectTable, string>();
beforeAll(async () => {
  await stage.open(['mask'], policyFrom(document));
  for (const dialect of table) {
    const [row] = dialect.requests;
    if (row === undefined) continue;
    const { seen } = await stage.ask('mask', row.send(secretText, 'whole'), dialect.answer('whole'));
    known.set(dialect, textIn(JSON.parse(seen?.body.toString('utf8') ?? '')) ?? '');
  }
});
afterAll(() => stage.close());

/** The text in a document that begins as the corpus does. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value.startsWith(names[0] ?? '') ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.values(value)
    .map(textIn)
    .find((text) => text !== undefined);
}

const cells = table.flatMap((dialect) =>
  dialect.answers.flatMap((row) =>
    (['whole', 'streamed'] as const)
      .filter((delivery) => row[delivery] !== undefined)
      .map((delivery) => ({ name: dialect.name, where: row.where, delivery, dialect, row })),
  ),
);

describe('placeholders', () => {
  it.each(table)('stand for everything: $name', (dialect) => {
    const text = known.get(dialect) ?? '';
    expect(tracesIn(text)).toEqual([]);
    expect(text.match(/\[[A-Z_]+_[0-9A-Z]{10}\]/gu)?.length).toBeGreaterThanOrEqual(corpus.length);
  });

  it.each(cells)('are put back: $name, $delivery, $where', async ({ dialect, row, delivery }) => {
    const text = known.get(dialect) ?? '';
    const told = row.inJson === true && delivery === 'streamed' ? argumentsOf(text) : text;
    const answer = delivery === 'whole' ? row.whole?.(told) : row.streamed?.(told.match(/[^]{1,4}/gu) ?? []);
    const outcome = await stage.ask(
      'mask',
      dialect.ask(delivery, row.asking),
      answer ?? dialect.answer(delivery),
    );
    expect([outcome.status, outcome.isBroken]).toEqual([200, false]);
    const isEvents = outcome.headers.get('content-type')?.startsWith('text/event-stream') === true;
    expect(tracesIn(isEvents ? readable(outcome.got) : outcome.got)).toEqual(names);
    if (isEvents && row.inJson === true) {
      const documents = [...assembled(eventsIn(outcome.got)).values()].filter((text) =>
        text.startsWith('{"to"'),
      );
      for (const one of documents) expect(JSON.parse(one)).toEqual({ to: 'them', note: secretText });
    }
    expect(tracesIn(outcome.recorded)).toEqual([]);
    expect(tracesIn(isEvents ? readable(outcome.recordedAnswer) : outcome.recordedAnswer)).toEqual([]);
  });

  it('mean nothing where they were not given out', async () => {
    const other = new Stage();
    await other.open(['mask'], policyFrom(document));
    try {
      for (const [dialect, text] of known) {
        const answer = dialect.answers[0]?.whole?.(text);
        if (answer === undefined) continue;
        const { got } = await other.ask('mask', dialect.ask('whole'), answer);
        expect(tracesIn(got)).toEqual([]);
      }
    } finally {
      await other.close();
    }
  });
});
