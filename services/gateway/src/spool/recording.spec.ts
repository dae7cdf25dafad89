/** What the recorder promises, shown on the real one and on the fake. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeRecorder } from '../core/ports/recorder.fake.js';
import type { Recorder } from '../core/ports/recorder.js';
import { completedDraft, receivedDraft } from '../core/recording/fixtures/sample-drafts.js';
import { awayMarker, distinctEvents, loggedEvents } from './fixtures/file-event-log.js';
import { fixtureFile, newPlace, recordingAt, until, type Place } from './fixtures/test-recording.js';
import type { SpoolRecording } from './recording.js';
import { batchBytesMax } from './spool-limits.js';

let place: Place;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

const requestsIn = (file: string): string[] =>
  distinctEvents(file).flatMap(({ record: { body } }) =>
    body?.$case === 'requestReceived' ? [body.value.requestId] : [],
  );

describe.each(['spool', 'fake'] as const)('a recorder (%s)', (kind) => {
  let recording: SpoolRecording | undefined;
  let fake: FakeRecorder;
  let recorder: Recorder;
  beforeEach(async () => {
    fake = new FakeRecorder();
    recording = kind === 'spool' ? recordingAt(place) : undefined;
    await recording?.start();
    recorder = recording?.recorder ?? fake;
  });
  afterEach(() => recording?.stop(AbortSignal.timeout(10_000)));

  async function recorded(): Promise<string[]> {
    await recording?.stop(AbortSignal.timeout(10_000));
    return recording ? requestsIn(place.logFile) : fake.of('requestReceived').map((value) => value.requestId);
  }

  it('stores events in the order of the calls', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `r${index}`);
    await Promise.all(ids.map((id) => recorder.record(receivedDraft(id))));
    expect(recorder.unavailable()).toBeUndefined();
    expect(await recorded()).toEqual(ids);
  });

  it('refuses an event that is too large, and goes on', async () => {
    await expect(recorder.record(receivedDraft('large', 's', Buffer.alloc(300_000)))).rejects.toMatchObject({
      code: 'EVENT_TOO_LARGE',
    });
    await recorder.record(receivedDraft('small'));
    expect(await recorded()).toEqual(['small']);
  });
});

describe('the spool', () => {
  it('numbers events without gaps, also around one that cannot be encoded', async () => {
    const recording = recordingAt(place);
    await recording.start();
    const outcomes = await Promise.allSettled([
      recording.recorder.record(receivedDraft('a')),
      recording.recorder.record(receivedDraft('b', 'k'.repeat(400))),
      recording.recorder.record(receivedDraft('c', 's', Buffer.alloc(300_000))),
      recording.recorder.record(receivedDraft('d')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    await recording.stop(AbortSignal.timeout(10_000));
    const events = distinctEvents(place.logFile);
    expect(events.map(({ record }) => record.envelope?.producer?.sequence)).toEqual(
      events.map((_, index) => index + 1),
    );
    expect(requestsIn(place.logFile)).toEqual(['a', 'd']);
    await expect(recording.recorder.record(receivedDraft('late'))).rejects.toMatchObject({
      code: 'SPOOL_CLOSED',
    });
  });

  it('says that it lives at its start and at its orderly stop', async () => {
    const recording = recordingAt(place);
    await recording.start();
    await recording.recorder.record(receivedDraft('open'));
    await recording.stop(AbortSignal.timeout(10_000));
    const signs = loggedEvents(place.logFile).flatMap(({ key, record: { body } }) =>
      body?.$case === 'replicaAlive' ? [{ key, ...body.value }] : [],
    );
    expect(signs).toEqual([
      { key: 'replica:a', intervalMs: 10_000, stopping: false, openRequests: 0 },
      { key: 'replica:a', intervalMs: 10_000, stopping: true, openRequests: 1 },
    ]);
  });

  it('keeps what the event log does not take, and ships it after the next start in order', async () => {
    const first = recordingAt(place);
    writeFileSync(awayMarker(place.logFile), '');
    await first.start();
    const ids = Array.from({ length: 60 }, (_, index) => `r${index}`);
    // More than memory holds for the shipper: the rest is read back from the file.
    const content = Buffer.alloc(Math.floor(batchBytesMax / 5));
    await Promise.all(ids.map((id) => first.recorder.record(receivedDraft(id, 's', content))));
    await Promise.all(ids.map((id) => first.recorder.record(completedDraft(id))));
    await first.stop(AbortSignal.timeout(200));
    expect(loggedEvents(place.logFile)).toEqual([]);

    const second = recordingAt(place, {
      eventLog: { module: fixtureFile('file-event-log').href, config: { file: `${place.logFile}2` } },
    });
    await second.start();
    await second.recorder.record(receivedDraft('last'));
    await second.stop(AbortSignal.timeout(10_000));
    expect(requestsIn(`${place.logFile}2`)).toEqual([...ids, 'last']);
    const ends = distinctEvents(`${place.logFile}2`).filter(
      ({ record }) => record.body?.$case === 'requestCompleted',
    );
    expect(ends.length).toBe(60);
  }, 30_000);

  it('sends rows that memory could not hold while the event log was away, in order', async () => {
    const recording = recordingAt(place);
    writeFileSync(awayMarker(place.logFile), '');
    await recording.start();
    const ids = Array.from({ length: 120 }, (_, index) => `r${index}`);
    for (const id of ids) await recording.recorder.record(receivedDraft(id, 's', Buffer.alloc(200_000)));
    rmSync(awayMarker(place.logFile));
    await until(() => requestsIn(place.logFile).length === ids.length);
    expect(requestsIn(place.logFile)).toEqual(ids);
    await recording.stop(AbortSignal.timeout(10_000));
  }, 30_000);

  it('is owned by one process, and by one recording within it', async () => {
    const first = recordingAt(place);
    await first.start();
    await expect(recordingAt(place).start()).rejects.toMatchObject({ code: 'SPOOL_LOCKED' });
    const child = spawn(
      process.execPath,
      [fileURLToPath(fixtureFile('opening-child')), path.join(place.spools, 'a')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) said += chunk.toString();
    expect(said).toBe('SPOOL_LOCKED');
    await first.recorder.record(receivedDraft('still'));
    await first.stop(AbortSignal.timeout(10_000));
    expect(requestsIn(place.logFile)).toEqual(['still']);
  }, 30_000);

  it('leaves the spool of a replica that lives alone', async () => {
    const first = recordingAt(place);
    await first.start();
    const second = recordingAt(place, { replica: 'b' });
    await second.start();
    await second.stop(AbortSignal.timeout(10_000));
    await first.recorder.record(receivedDraft('still'));
    await first.stop(AbortSignal.timeout(10_000));
    expect(readdirSync(place.spools).toSorted()).toEqual(['a', 'b']);
    expect(requestsIn(place.logFile)).toEqual(['still']);
  });

  it('refuses to start on a damaged file, keeps it, and says what to do', async () => {
    const first = recordingAt(place);
    await first.start();
    await first.stop(AbortSignal.timeout(10_000));
    const file = path.join(place.spools, 'a', 'spool.db');
    writeFileSync(file, Buffer.alloc(8192, 'damage'));
    await expect(recordingAt(place).start()).rejects.toMatchObject({ code: 'SPOOL_DAMAGED' });
    await expect(recordingAt(place).start()).rejects.toThrow(/keep the whole folder as evidence/);
    expect(existsSync(file)).toBe(true);
  });
});
