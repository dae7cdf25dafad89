/** Requests: every position of every dialect, streamed or not, under every action. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { actions, askedWord, type Action } from './actions.js';
import { corpus, secretText } from './corpus.js';
import type { Delivery, DialectTable, RequestRow, Sent } from './row.js';
import { formText, Stage, type Outcome } from './stage.js';
import { table } from './table.js';
import { tracesIn } from './traces.js';

const stage = new Stage();
beforeAll(() => stage.open(actions));
afterAll(() => stage.close());

const names = corpus.map(({ name }) => name);

/** What of a request the service reads: its target and its body, percent-encoding undone. */
const readBy = ({ seen }: Outcome): string =>
  seen === undefined ? '' : `${formText(seen.url)}\n${formText(seen.body.toString('utf8'))}`;

function expectRefusal(
  { status, got, headers, seen, refused }: Outcome,
  { dialect }: DialectTable,
  expected: { readonly code: string; readonly rule: string; readonly reasons: readonly string[] },
): void {
  expect(status).toBe(403);
  expect(headers.get('x-should-retry')).toBe('false');
  expect(seen).toBeUndefined();
  const body = JSON.parse(got) as Record<string, unknown>;
  const id = headers.get('x-sallyport-request-id');
  if (dialect === 'langgraph') {
    expect(body).toMatchObject({ error: expected.code, request_id: id });
    expect(body['detail']).toBe(body['message']);
  } else {
    const { code, rule, reasons } = expected;
    expect(body).toMatchObject({
      type: 'error',
      error: { type: 'permission_error', code, reasons, request_id: id, ...(rule === '' ? {} : { rule }) },
    });
  }
  expect(refused).toMatchObject({ requestId: id, status: 403, code: expected.code });
  expect(refused?.verdict).toMatchObject({ rule: expected.rule, reasons: expected.reasons });
}

/** Kinds of the corpus that the event says were masked in this way, at this position. */
const told = ({ received }: Outcome, action: string, position: string): string[] =>
  (received?.masked ?? [])
    .filter((entry) => entry.action === action && entry.position === position)
    .map(({ kind }) => kind);

interface Cell {
  readonly dialect: DialectTable;
  readonly row: RequestRow;
  readonly delivery: Delivery;
}

const checks: Readonly<Record<Action, (cell: Cell, sentFor: (text: string) => Sent) => Promise<void>>> = {
  allow: async ({ dialect, row, delivery }, sentFor) => {
    const sent = sentFor(secretText);
    const answer = dialect.answer(delivery);
    const outcome = await stage.ask('allow', sent, answer);
    expect([outcome.status, outcome.got]).toEqual([200, Buffer.from(answer.body).toString('utf8')]);
    expect(outcome.seen?.body.toString('utf8')).toBe(outcome.sent);
    expect(outcome.seen?.url).toBe(`${sent.path}${sent.query ?? ''}`);
    expect(outcome.received?.verdict).toMatchObject({ decision: Decision.ALLOW, rule: 'all' });
    expect(told(outcome, 'record', row.position)).toEqual(
      expect.arrayContaining(corpus.map(({ kind }) => kind)),
    );
    expect(outcome.payloads).toContain('[EMAIL]');
    expect(outcome.completed?.usage).toEqual(
      dialect.usage === undefined ? undefined : expect.objectContaining(dialect.usage),
    );
  },
  mask: (cell, sentFor) => expectMasked('mask', cell, sentFor),
  'mask by rule': (cell, sentFor) => expectMasked('mask by rule', cell, sentFor),
  deny: async ({ dialect, row }, sentFor) => {
    const outcome = await stage.ask(
      'deny',
      sentFor(`A ${askedWord(row.position)} and ${secretText}`),
      noAnswer,
    );
    expectRefusal(outcome, dialect, {
      code: 'POLICY_DENIED',
      rule: `request-${row.position}`,
      reasons: ['DENY_LIST'],
    });
  },
  hold: async ({ dialect, row }, sentFor) => {
    const outcome = await stage.ask(
      'hold',
      sentFor(`A ${askedWord(row.position)} and ${secretText}`),
      noAnswer,
    );
    expectRefusal(outcome, dialect, {
      code: 'APPROVAL_UNAVAILABLE',
      rule: `request-${row.position}`,
      reasons: ['DENY_LIST', 'NO_APPROVER'],
    });
  },
  block: async ({ dialect }, sentFor) => {
    const outcome = await stage.ask('block', sentFor(secretText), noAnswer);
    expectRefusal(outcome, dialect, { code: 'POLICY_DENIED', rule: '', reasons: ['SENSITIVE_DATA'] });
  },
};

async function expectMasked(
  action: 'mask' | 'mask by rule',
  { dialect, row, delivery }: Cell,
  sentFor: (text: string) => Sent,
): Promise<void> {
  const sent = sentFor(secretText);
  const outcome = await stage.ask(action, sent, dialect.answer(delivery));
  expect(outcome.status).toBe(200);
  const read = readBy(outcome);
  expect(tracesIn(read)).toEqual([]);
  expect(read).toContain('[EMAIL]');
  expect(read).toContain(names[0]);
  if (typeof sent.body === 'object')
    expect(() => JSON.parse(outcome.seen?.body.toString('utf8') ?? '') as unknown).not.toThrow();
  expect(told(outcome, 'redact', row.position)).toEqual(
    expect.arrayContaining(corpus.map(({ kind }) => kind)),
  );
  expect(outcome.received?.verdict?.obligations).toEqual(expect.arrayContaining(['mask:secret/*']));
}

const noAnswer = { contentType: 'application/json', body: Buffer.from('{}') };

const cells = table.flatMap((dialect) =>
  dialect.requests.flatMap((row) =>
    (['whole', 'streamed'] as const)
      .filter((delivery) => row.only === undefined || row.only === delivery)
      .map((delivery) => ({ name: dialect.name, where: row.where, delivery, dialect, row })),
  ),
);

describe.each(cells)('$name, $delivery: $where', ({ dialect, row, delivery }) => {
  it.each(actions)('%s', async (action) => {
    const outcomes: Sent[] = [];
    const sentFor = (text: string): Sent => {
      const sent = row.send(text, delivery);
      outcomes.push(sent);
      return sent;
    };
    await checks[action]({ dialect, row, delivery }, sentFor);
    expect(outcomes).toHaveLength(1);
    // Whatever was decided: who reads the record afterwards reads none of it, and knows what was asked.
    const { recorded, received, refused, completed } = stage.last;
    expect(tracesIn(recorded)).toEqual([]);
    expect((received ?? refused)?.operation).toMatchObject({
      dialect: dialect.dialect,
      kinds: [row.kind ?? dialect.kind],
      model: dialect.model,
      streaming: delivery === 'streamed' && dialect.dialect !== 'http',
      unreadable: '',
    });
    if (received !== undefined) expect(completed?.code).toBe('');
  });
});
