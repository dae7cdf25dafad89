/** Answers: every position of every dialect, whole and in pieces, under every action. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decision, Outcome as Ending } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { actions, answeredWord, calledWord, type Action } from './actions.js';
import { assembled, eventsIn, readable } from './assembled.js';
import { corpus, secretText } from './corpus.js';
import { argumentsOf, type Answer, type AnswerRow, type Delivery, type DialectTable } from './row.js';
import { Stage, type Outcome } from './stage.js';
import { table } from './table.js';
import { tracesIn } from './traces.js';

const stage = new Stage();
beforeAll(() => stage.open(actions));
afterAll(() => stage.close());

interface Cell {
  readonly dialect: DialectTable;
  readonly row: AnswerRow;
  readonly delivery: Delivery;
}

/** In pieces of so many characters, in turn: shorter than any value, so that none stands whole in one. */
const pieceLengths = [5, 1, 13] as const;

function piecesOf(text: string): readonly string[] {
  const left = Array.from(text);
  const pieces: string[] = [];
  while (left.length > 0)
    pieces.push(left.splice(0, pieceLengths[pieces.length % pieceLengths.length]).join(''));
  return pieces;
}

function answerOf({ row, delivery }: Cell, text: string): Answer {
  const told = row.inJson === true && delivery === 'streamed' ? argumentsOf(text) : text;
  const answer = delivery === 'whole' ? row.whole?.(told) : row.streamed?.(piecesOf(told));
  if (answer === undefined) throw new Error(`${row.where} does not come so`);
  return answer;
}

async function asked(action: Action, cell: Cell, text: string): Promise<Outcome> {
  const sent = cell.dialect.ask(cell.delivery, cell.row.asking);
  const outcome = await stage.ask(action, sent, answerOf(cell, text));
  expect(outcome.seen?.body.toString('utf8')).toBe(outcome.sent);
  expect(outcome.received?.operation?.dialect).toBe(cell.dialect.dialect);
  return outcome;
}

const isEvents = ({ headers }: Outcome): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true;

/** All that can be read in what the client got, its texts put together; it must be valid. */
function readIn(outcome: Outcome, written = outcome.got): string {
  if (isEvents(outcome)) return readable(written);
  if (outcome.headers.get('content-type')?.startsWith('application/json') === true) {
    expect(() => JSON.parse(written) as unknown).not.toThrow();
  }
  return written;
}

/** Documents inside of texts (arguments, structured output) stay documents. */
function expectDocuments({ row, delivery }: Cell, outcome: Outcome): void {
  if (row.inJson !== true || delivery === 'whole' || !isEvents(outcome)) return;
  const documents = [...assembled(eventsIn(outcome.got)).values()].filter((text) => text.startsWith('{"to"'));
  for (const document of documents) expect(JSON.parse(document)).toMatchObject({ to: 'them' });
}

function expectUsage({ dialect }: Cell, { completed }: Outcome): void {
  expect(completed?.usage).toEqual(
    dialect.usage === undefined ? undefined : expect.objectContaining(dialect.usage),
  );
}

const told = ({ completed }: Outcome, action: string): { kind: string; position: string }[] =>
  (completed?.masked ?? [])
    .filter((entry) => entry.action === action)
    .map(({ kind, position }) => ({ kind, position }));

/** Where the event says the text stood. */
const positionIn = ({ row, delivery }: Cell): AnswerRow['position'] =>
  (delivery === 'streamed' ? row.streamedPosition : undefined) ?? row.position;

const everyKindAt = (position: string): unknown =>
  expect.arrayContaining(corpus.map(({ kind }) => ({ kind, position })));

function expectDenied(
  { dialect, delivery }: Cell,
  outcome: Outcome,
  expected: { readonly rule: string; readonly reasons: readonly string[]; readonly mayBeCut: boolean },
): void {
  const { status, got, headers, completed, isBroken } = outcome;
  // What cannot say why it ends only breaks.
  const isSilent = dialect.cut === undefined && expected.mayBeCut;
  const id = headers.get('x-sallyport-request-id');
  if (status === 403) {
    const body = JSON.parse(got) as Record<string, unknown>;
    if (dialect.dialect === 'langgraph')
      expect(body).toMatchObject({ error: 'POLICY_DENIED', request_id: id });
    else {
      const { rule, reasons } = expected;
      expect(body).toMatchObject({
        type: 'error',
        error: { type: 'permission_error', code: 'POLICY_DENIED', reasons, ...(rule === '' ? {} : { rule }) },
      });
    }
  } else if (isSilent) expect([isBroken, got]).toEqual([true, '']);
  else {
    expect([status, delivery === 'streamed' && expected.mayBeCut]).toEqual([200, true]);
    expect(got).toMatch(dialect.cut ?? /^$/u);
  }
  expect(tracesIn(isSilent ? got : readIn(outcome))).toEqual([]);
  expect(completed).toMatchObject({ code: 'POLICY_DENIED', outcome: Ending.CUT });
  if (!isSilent) expect(completed?.status).toBe(status);
}

const checks: Readonly<Record<Action, (cell: Cell) => Promise<void>>> = {
  allow: async (cell) => {
    const outcome = await asked('allow', cell, secretText);
    expect([outcome.status, outcome.isBroken]).toEqual([200, false]);
    expect(outcome.got).toBe(Buffer.from(answerOf(cell, secretText).body).toString('utf8'));
    expect(told(outcome, 'record')).toEqual(everyKindAt(positionIn(cell)));
    expect(readIn(outcome, outcome.recordedAnswer)).toContain('[EMAIL]');
    expectUsage(cell, outcome);
  },
  mask: (cell) => expectMasked('mask', cell),
  'mask by rule': (cell) => expectMasked('mask by rule', cell),
  deny: async (cell) => {
    const position = positionIn(cell);
    const outcome = await asked('deny', cell, `A ${answeredWord(position)} and ${secretText}`);
    expectDenied(cell, outcome, {
      rule: `answer-${position}`,
      reasons: ['DENY_LIST'],
      mayBeCut: false,
    });
    expect(outcome.completed?.answerVerdict).toMatchObject({
      decision: Decision.DENY,
      rule: `answer-${position}`,
      reasons: ['DENY_LIST'],
    });
  },
  block: async (cell) => {
    const outcome = await asked('block', cell, secretText);
    expectDenied(cell, outcome, { rule: '', reasons: ['SENSITIVE_DATA'], mayBeCut: true });
  },
  hold: async (cell) => expectCallRefused('hold', cell, ['APPROVAL_REQUIRED', 'NO_APPROVER']),
};

async function expectMasked(action: 'mask' | 'mask by rule', cell: Cell): Promise<void> {
  const outcome = await asked(action, cell, secretText);
  expect([outcome.status, outcome.isBroken]).toEqual([200, false]);
  const read = readIn(outcome);
  expect(tracesIn(read)).toEqual([]);
  expect(read).toContain('[EMAIL]');
  expect(read).toContain(corpus[0]?.name);
  expectDocuments(cell, outcome);
  expect(told(outcome, 'redact')).toEqual(everyKindAt(positionIn(cell)));
  expectUsage(cell, outcome);
}

async function expectCallRefused(action: Action, cell: Cell, reasons: readonly string[]): Promise<void> {
  const outcome = await asked(action, cell, `A ${calledWord} and ${secretText}`);
  expect([outcome.status, outcome.isBroken]).toEqual([200, false]);
  const read = readIn(outcome);
  expect(read).not.toContain(calledWord);
  expect(tracesIn(read)).toEqual([]);
  expect(outcome.completed?.toolCalls).toMatchObject([
    {
      tool: 'send',
      verdict: { rule: 'such-calls', reasons, decision: action === 'deny' ? Decision.DENY : Decision.HOLD },
    },
  ]);
  expect(outcome.completed?.toolCalls[0]?.arguments).toBeDefined();
  // What the client could not have is in the record all the same, masked.
  expect(outcome.payloads).toContain(calledWord);
  expectUsage(cell, outcome);
}

const cells = table.flatMap((dialect) =>
  dialect.answers.flatMap((row) =>
    (['whole', 'streamed'] as const)
      .filter((delivery) => row[delivery] !== undefined)
      .map((delivery) => ({ name: dialect.name, where: row.where, delivery, dialect, row })),
  ),
);

describe.each(cells)('$name, $delivery: $where', (cell) => {
  const possible = actions.filter((action) => action !== 'hold' || cell.row.isCall === true);

  it.each(possible)('%s', async (action) => {
    await checks[action](cell);
    expect(tracesIn(stage.last.recorded)).toEqual([]);
    // Nor does who puts the pieces of the recorded answer together.
    expect(tracesIn(isEvents(stage.last) ? readable(stage.last.recordedAnswer) : '')).toEqual([]);
  });

  if (cell.row.isCall !== true) return;
  it('deny of the call alone', async () => {
    await expectCallRefused('deny', cell, ['RULE_DENIED']);
    expect(tracesIn(stage.last.recorded)).toEqual([]);
  });
});
