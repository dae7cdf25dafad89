/** Recording without a disk: durable means that the event log has it. */
import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { completedDraft, receivedDraft } from '../core/recording/fixtures/sample-drafts.js';
import { awayMarker, distinctEvents } from './fixtures/file-event-log.js';
import { fixtureFile, newPlace, until, type Place } from './fixtures/test-recording.js';
import { PublishedRecording } from './published-recording.js';

describe('published recording', () => {
  let place: Place;
  let recording: PublishedRecording;
  beforeEach(async () => {
    place = newPlace();
    recording = new PublishedRecording({
      replica: 'a',
      bootEpoch: randomUUID(),
      eventLog: { module: fixtureFile('file-event-log').href, config: { file: place.logFile } },
      log: pino({ level: 'silent' }),
      metrics: new Registry(),
      publishWaitMs: 200,
    });
    await recording.start();
    // The thread may take longer to open the log than this test lets an event wait.
    await until(() => recording.recorder.unavailable() === undefined);
  });
  afterEach(async () => {
    await recording.stop(AbortSignal.timeout(10_000));
    place.remove();
  });

  const bodies = () => distinctEvents(place.logFile).map(({ record }) => record.body);
  const completions = () =>
    bodies().flatMap((body) => (body?.$case === 'requestCompleted' ? [body.value] : []));

  it('resolves when the event log has the event', async () => {
    await recording.recorder.record(receivedDraft('r'));
    expect(bodies().map((body) => body?.$case)).toEqual(['replicaAlive', 'requestReceived']);
    await recording.recorder.record(completedDraft('r'));
    expect(completions()).toMatchObject([{ requestId: 'r', incomplete: false }]);
  });

  it('refuses while the log is away, ends what was stored after all, and leaves no gap', async () => {
    await recording.recorder.record(receivedDraft('before'));
    writeFileSync(awayMarker(place.logFile), '');
    await expect(recording.recorder.record(receivedDraft('late'))).rejects.toMatchObject({
      code: 'SPOOL_BROKEN',
    });
    await until(() => recording.unready() !== undefined);
    await expect(recording.recorder.record(receivedDraft('refused'))).rejects.toMatchObject({
      code: 'SPOOL_BROKEN',
    });
    await expect(recording.recorder.record(completedDraft('before'))).rejects.toMatchObject({
      code: 'SPOOL_BROKEN',
    });
    rmSync(awayMarker(place.logFile));
    await until(() => completions().length === 2);
    expect(completions()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ requestId: 'late', incomplete: true }),
        expect.objectContaining({ requestId: 'before', incomplete: false }),
      ]),
    );
    expect(recording.recorder.openRequests).toBe(0);
    expect(recording.recorder.unavailable()).toBeUndefined();
    const sequences = distinctEvents(place.logFile).map(({ record }) => record.envelope?.producer?.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });
});
