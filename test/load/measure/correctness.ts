/** Checks a target before it is measured: what the upstream got of each turn, what came back, and what is refused. */
import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import type { OwnedProcess } from '../targets/owned-process.js';
import type { Target } from '../targets/target.js';
import { chatPath, sensitiveTurn } from '../traffic/exchanges.js';
import type { Exchange, Turn } from '../traffic/exchanges.js';
import { probeNames, probes } from '../traffic/probes.js';
import { holdsSensitive, redacted } from '../traffic/sensitive.js';
import { saidIn } from './said.js';
import type { CheckedExchange } from './sample.js';

export const checksPerTurn = 2; // More than one, so that a kept-alive upstream connection is used again.

interface Seen extends Answered {
  /** Body that the upstream got; empty where it got none. */
  readonly passed: string;
}

/** Every turn comes through as it should; tells how long the answers are. */
export async function checkExchange(
  target: Target,
  exchange: Exchange,
  upstream: OwnedProcess,
): Promise<CheckedExchange> {
  const lengths: Set<number>[] = exchange.turns.map(() => new Set());
  for (let check = 0; check < checksPerTurn; check++) {
    for (const [index, turn] of exchange.turns.entries()) {
      if (turn.gapMs > 0 && index !== sensitiveTurn) continue; // Slow, and the same as the stream at once.
      const seen = await ask(target, turn, index, upstream);
      const wrong = wrongIn(target, turn, seen);
      if (wrong !== undefined) {
        throw new Error(
          `${target.row}, ${exchange.name}, turn ${index}: ${wrong}. Status ${seen.status}; the upstream got ` +
            `${seen.passed.slice(0, 1200)}; the client got ${seen.body.slice(0, 1200)}`,
        );
      }
      lengths[index]?.add(Buffer.byteLength(seen.body));
    }
  }
  return { exchange, answerBytes: lengths.map((each) => (each.size === 1 ? [...each][0] : undefined)) };
}

/** What it has to refuse is refused; the number of requests made. */
export async function checkRefusals(target: Target): Promise<number> {
  const expected = probeNames.filter((name) => target.refuses[name] !== undefined);
  for (const name of expected) {
    const wanted = target.refuses[name];
    const { status, body } = await answerOf(target, probes[name], 0);
    const isRefused =
      wanted === 'call-removed' ? status === 200 && saidIn(body).calls.length === 0 : status === wanted;
    if (!isRefused)
      throw new Error(`${target.row} lets pass: ${name}. Status ${status}: ${body.slice(0, 1200)}`);
  }
  return expected.length;
}

function wrongIn(target: Target, turn: Turn, { status, passed, body }: Seen): string | undefined {
  const change = target.redacts ? redacted : (text: string): string => text;
  const isStream = turn.frames !== undefined;
  if (status !== 200) return 'it is refused';
  if (target.redacts && holdsSensitive(passed)) return 'the upstream saw what should be redacted';
  if (target.redacts && holdsSensitive(body)) return 'the client got what should be redacted';
  if (!isSameRequest(passed, change(turn.requestBody))) return 'the upstream got another request';
  if (!isDeepStrictEqual(saidIn(body), redactedSaid(turn.answer, change)))
    return 'the answer says something else';
  if (target.keepsBytes && !isStream && body !== change(turn.answer)) return 'the answer has other bytes';
  return undefined;
}

/** Usage may be asked for where the client did not: the client then must not notice. */
function isSameRequest(passed: string, wanted: string): boolean {
  if (passed === wanted) return true;
  const { stream_options: added, ...rest } = JSON.parse(passed) as Record<string, unknown>;
  return (
    (added === undefined || isDeepStrictEqual(added, { include_usage: true })) &&
    isDeepStrictEqual(rest, JSON.parse(wanted))
  );
}

function redactedSaid(answer: string, change: (text: string) => string): ReturnType<typeof saidIn> {
  const said = saidIn(answer);
  return { ...said, text: change(said.text) };
}

async function ask(target: Target, turn: Turn, caller: number, upstream: OwnedProcess): Promise<Seen> {
  upstream.send({ type: 'tell-next' });
  await upstream.message('telling');
  const answered = await answerOf(target, turn, caller);
  if (answered.status !== 200) return { ...answered, passed: '' };
  const { body: passed } = await upstream.message<{ type: 'seen'; body: string }>('seen');
  return { ...answered, passed };
}

interface Answered {
  readonly status: number;
  readonly body: string;
}

async function answerOf(target: Target, turn: Turn, caller: number): Promise<Answered> {
  const url = `http://127.0.0.1:${target.port}${target.pathPrefix}${chatPath}`;
  const lines = target.callers[caller % target.callers.length] ?? '';
  const headers = { 'content-type': 'application/json', ...headersOf(lines) };
  const answer = await request(url, { method: 'POST', body: turn.requestBody, headers });
  return { status: answer.statusCode, body: await answer.body.text() };
}

function headersOf(lines: string): Record<string, string> {
  const pairs = lines.split('\r\n').filter((line) => line !== '');
  return Object.fromEntries(
    pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
}
