/** A gateway that is killed at any moment has lost nothing it said was durable. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unknownCompletionId } from '@sallyport/recording/unknown-completion';
import { distinctEvents, loggedEvents, type LoggedEvent } from './fixtures/file-event-log.js';
import { fixtureFile, newPlace, recordingAt, until, type Place } from './fixtures/test-recording.js';

/** Runs the recording child and kills it once it has printed `killAt` lines. Returns the complete lines. */
async function recordUntilKilled(place: Place, replica: string, killAt: number): Promise<string[]> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(fixtureFile('recording-child')), place.spools, place.logFile, replica],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  let lines = 0;
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    lines += chunk.toString().split('\n').length - 1;
    if (lines >= killAt) child.kill('SIGKILL');
  }
  return text.split('\n').slice(0, -1);
}

/** Lines after which the kill comes: past `started` and the first request, which stays open. */
const atRandom = (): number => 2 + Math.floor(Math.random() * 1500);

const requestOf = ({ record }: LoggedEvent): string => {
  const body = record.body;
  return body?.$case === 'requestReceived' || body?.$case === 'requestCompleted' ? body.value.requestId : '';
};
const of = (events: readonly LoggedEvent[], kind: string): string[] =>
  events.filter(({ record }) => record.body?.$case === kind).map(requestOf);

function expectWhole(events: readonly LoggedEvent[], printed: readonly string[]): void {
  const received = of(events, 'requestReceived');
  const completed = of(events, 'requestCompleted');
  expect(new Set(received).size).toBe(received.length);
  expect(new Set(completed).size).toBe(completed.length);
  // What was said to be durable is there, and every request that was let through has its end.
  const there = new Set([
    ...received.map((id) => `received ${id}`),
    ...completed.map((id) => `completed ${id}`),
  ]);
  expect(printed.filter((line) => line !== 'started' && !there.has(line))).toEqual([]);
  expect(completed.toSorted()).toEqual(received.toSorted());

  const sequences = new Map<string, number[]>();
  for (const { record } of events) {
    const producer = record.envelope?.producer;
    const list = sequences.get(producer?.bootEpoch ?? '') ?? [];
    sequences.set(producer?.bootEpoch ?? '', list);
    list.push(producer?.sequence ?? 0);
  }
  for (const list of sequences.values()) expect(list).toEqual(list.map((_, index) => index + 1));
}

describe('a gateway that is killed', () => {
  let place: Place;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.remove());

  it('has lost nothing after its next start, numbers without gaps, and ends what it left open', async () => {
    const printed: string[] = [];
    for (let round = 0; round < 5; round++)
      printed.push(...(await recordUntilKilled(place, 'a', round === 0 ? 1 : atRandom())));
    const last = recordingAt(place, { lockWaitMs: 10_000 });
    await last.start();
    await last.stop(AbortSignal.timeout(10_000));
    const events = distinctEvents(place.logFile);
    expect(printed.length).toBeGreaterThan(5);
    expectWhole(events, printed);
    const unknown = events.filter(
      ({ record }) => record.body?.$case === 'requestCompleted' && record.body.value.incomplete,
    );
    expect(unknown.length).toBeGreaterThan(0);
    for (const event of unknown) expect(event.id).toBe(unknownCompletionId(requestOf(event)));
    expect(loggedEvents(place.logFile).every(({ key, record }) => key === record.envelope?.session)).toBe(
      true,
    );
  }, 60_000);

  it('is adopted by another replica, and its spool removed', async () => {
    const printed = await recordUntilKilled(place, 'dead', atRandom());
    expect(readdirSync(place.spools)).toEqual(['dead']);
    const heir = recordingAt(place, { replica: 'heir' });
    await heir.start();
    await until(() => readdirSync(place.spools).join() === 'heir');
    await heir.stop(AbortSignal.timeout(10_000));
    expectWhole(distinctEvents(place.logFile), printed);
    expect(existsSync(path.join(place.spools, 'dead'))).toBe(false);
  }, 60_000);
});
