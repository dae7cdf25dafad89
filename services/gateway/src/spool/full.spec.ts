/** A spool that is full, by its own cap or by its disk: refuses, keeps its promises to what was forwarded, and recovers. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordError, type RecordErrorCode } from '../core/ports/recorder.js';
import { completedDraft, partDraft, receivedDraft } from '../core/recording/fixtures/sample-drafts.js';
import { awayMarker, distinctEvents, loggedEvents } from './fixtures/file-event-log.js';
import { newPlace, recordingAt, until, type Place } from './fixtures/test-recording.js';
import { reserveBytes, spoolBytesMin } from './spool-limits.js';
import type { SpoolRecording } from './recording.js';

const content = Buffer.alloc(100_000, 'x');

async function codeOf(work: Promise<void>): Promise<RecordErrorCode | 'recorded'> {
  try {
    await work;
    return 'recorded';
  } catch (error) {
    if (error instanceof RecordError) return error.code;
    throw error;
  }
}

/** Records receptions until one is refused; returns the requests that were let through and why it ended. */
async function fill(
  recording: SpoolRecording,
  prefix: string,
): Promise<{ requests: string[]; code: RecordErrorCode }> {
  const requests: string[] = [];
  for (;;) {
    const request = `${prefix}-${requests.length}`;
    const code = await codeOf(recording.recorder.record(receivedDraft(request, 's', content)));
    if (code !== 'recorded') return { requests, code };
    requests.push(request);
  }
}

/** Writes until the disk is full. */
function fillDisk(file: string): void {
  const handle = openSync(file, 'w');
  try {
    for (;;) writeSync(handle, content);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(handle);
  }
}

/** Records parts of a request, which may use the reserve, until one is refused. */
async function refusedAtLast(recording: SpoolRecording): Promise<string> {
  for (;;) {
    const code = await codeOf(recording.recorder.record(partDraft('open', 's', content)));
    if (code !== 'recorded') return code;
  }
}

const completedIn = (file: string): string[] =>
  distinctEvents(file).flatMap(({ record: { body } }) =>
    body?.$case === 'requestCompleted' ? [body.value.requestId] : [],
  );
const sequencesIn = (file: string): number[] =>
  distinctEvents(file).map(({ record }) => record.envelope?.producer?.sequence ?? 0);

describe('a full spool', () => {
  let place: Place;
  beforeEach(() => {
    place = newPlace();
  });
  afterEach(() => place.remove());

  it('refuses at its cap, still completes what was forwarded, and serves again when the event log takes events', async () => {
    const recording = recordingAt(place, { spoolBytesMax: spoolBytesMin });
    writeFileSync(awayMarker(place.logFile), '');
    await recording.start();
    const { requests, code } = await fill(recording, 'r');
    expect(code).toBe('SPOOL_FULL');
    expect(recording.unready()).toContain('SPOOL_FULL');
    expect(requests.length).toBeGreaterThan(50);
    // The reserve takes what belongs to requests that were let through.
    for (const request of requests) await recording.recorder.record(partDraft(request));
    for (const request of requests) await recording.recorder.record(completedDraft(request));
    expect(recording.recorder.openRequests).toBe(0);
    expect(loggedEvents(place.logFile)).toEqual([]);

    rmSync(awayMarker(place.logFile));
    await until(() => recording.recorder.unavailable() === undefined);
    expect(await codeOf(recording.recorder.record(receivedDraft('after')))).toBe('recorded');
    await recording.recorder.record(completedDraft('after'));
    await recording.stop(AbortSignal.timeout(10_000));
    expect(completedIn(place.logFile)).toEqual([...requests, 'after']);
    expect(sequencesIn(place.logFile)).toEqual(sequencesIn(place.logFile).map((_, index) => index + 1));
  }, 60_000);

  it('does not grow while events pass through it', async () => {
    const recording = recordingAt(place, { spoolBytesMax: spoolBytesMin });
    await recording.start();
    const sizes: number[] = [];
    for (let round = 0; round < 6; round++) {
      for (let index = 0; index < 60; index++) {
        // Slower than the event log for a moment: the cap is small, and refusal is what it is for.
        await until(() => recording.recorder.unavailable() === undefined);
        await recording.recorder.record(receivedDraft(`${round}-${index}`, 's', content));
        await recording.recorder.record(completedDraft(`${round}-${index}`, 's'));
      }
      sizes.push(statSync(path.join(place.spools, 'a', 'spool.db')).size);
    }
    await recording.stop(AbortSignal.timeout(10_000));
    expect(completedIn(place.logFile).length).toBe(360);
    expect(Math.max(...sizes)).toBeLessThan(spoolBytesMin);
  }, 60_000);

  it('refuses when its disk is full, and recovers without a restart', async (context) => {
    const disk = path.join(place.directory, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      context.skip('mounting a small tmpfs is not permitted here');
    }
    try {
      const recording = recordingAt({ spools: path.join(disk, 'spools'), logFile: place.logFile });
      await recording.start();
      await recording.recorder.record(receivedDraft('open'));
      writeFileSync(awayMarker(place.logFile), '');
      // It stops by itself while there is room to complete what was forwarded.
      const { requests, code } = await fill(recording, 'r');
      expect(code).toBe('SPOOL_FULL');
      expect(requests.length).toBeGreaterThan(20);
      for (const request of requests) await recording.recorder.record(completedDraft(request));
      // Somebody else takes the rest of the disk: nobody is told that the completion was stored, but it is kept.
      const filler = path.join(disk, 'filler');
      fillDisk(filler);
      expect(await refusedAtLast(recording)).toBe('SPOOL_FULL');
      expect(await codeOf(recording.recorder.record(completedDraft('open')))).toBe('SPOOL_FULL');

      rmSync(filler);
      rmSync(awayMarker(place.logFile));
      await until(() => recording.recorder.unavailable() === undefined);
      await until(() => completedIn(place.logFile).includes('open'));
      await recording.recorder.record(receivedDraft('after'));
      await recording.recorder.record(completedDraft('after'));
      await recording.stop(AbortSignal.timeout(10_000));
      expect(recording.recorder.openRequests).toBe(0);
      expect(completedIn(place.logFile)).toEqual([...requests, 'open', 'after']);
      const sequences = sequencesIn(place.logFile);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  }, 60_000);

  it('keeps a reserve that leaves most of every cap', () => {
    for (const cap of [spoolBytesMin, 2 ** 28, 2 ** 30, 2 ** 36]) {
      expect(reserveBytes(cap)).toBeLessThanOrEqual(cap / 4);
      expect(reserveBytes(cap)).toBeGreaterThanOrEqual(4 * 1024 * 1024);
    }
  });
});
