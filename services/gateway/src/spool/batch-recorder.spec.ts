/** What the recorder does when a batch cannot be stored. */
import { describe, expect, it } from 'vitest';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import { readFrame } from '../core/recording/batch-frame.js';
import { completedDraft, receivedDraft } from '../core/recording/fixtures/sample-drafts.js';
import { OpenRequests } from '../core/recording/open-requests.js';
import { BatchRecorder } from './batch-recorder.js';

/** A recorder over a store that only remembers what it was given. */
function newRecorder() {
  const frames: Uint8Array[] = [];
  const open = new OpenRequests();
  const failures: string[] = [];
  const recorder = new BatchRecorder(
    { replica: 'a', bootEpoch: 'e' },
    open,
    { submit: (frame) => void frames.push(Uint8Array.from(frame)), refusal: () => undefined },
    { stored: () => undefined, failed: (events, code) => void failures.push(`${events} ${code}`) },
    10_000,
  );
  recorder.start();
  const events = (frame: Uint8Array | undefined) =>
    frame
      ? readFrame(frame).map(({ value, effect, request }) => ({
          sequence: decodeEvent(value).record.envelope?.producer?.sequence,
          effect,
          request,
        }))
      : [];
  return { recorder, open, frames, failures, events };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('BatchRecorder', () => {
  it('stores what was recorded in one turn together, and what comes meanwhile in the next batch', async () => {
    const { recorder, frames, events } = newRecorder();
    const first = [recorder.record(receivedDraft('a')), recorder.record(receivedDraft('b'))];
    await turn();
    const second = recorder.record(completedDraft('a'));
    await turn();
    expect(frames.length).toBe(1);
    expect(recorder.committed()).toBeUndefined();
    await Promise.all(first);
    await expect.poll(() => frames.length).toBe(2);
    recorder.committed();
    await second;
    expect(frames.map(events)).toEqual([
      [
        { sequence: 1, effect: 'opens', request: 1 },
        { sequence: 2, effect: 'opens', request: 2 },
      ],
      [{ sequence: 3, effect: 'closes', request: 1 }],
    ]);
    expect(recorder.openRequests).toBe(1);
  });

  it('stores what nobody waits for with the next that somebody waits for', async () => {
    const { recorder, frames, events } = newRecorder();
    const open = recorder.record(receivedDraft('a'));
    await turn();
    recorder.committed();
    await open;
    const completed = recorder.record(completedDraft('a'));
    await turn();
    expect(frames.length).toBe(1);
    const next = recorder.record(receivedDraft('b'));
    await turn();
    recorder.committed();
    await Promise.all([completed, next]);
    expect(events(frames.at(-1))).toEqual([
      { sequence: 2, effect: 'closes', request: 1 },
      { sequence: 3, effect: 'opens', request: 2 },
    ]);
  });

  it('stores what nobody waits for by itself when nothing else comes, and at once for a stop', async () => {
    const { recorder, frames } = newRecorder();
    void recorder.record(receivedDraft('a'));
    void recorder.record(receivedDraft('b'));
    await turn();
    recorder.committed();
    void recorder.record(completedDraft('a'));
    await expect.poll(() => frames.length).toBe(2);
    recorder.committed();
    void recorder.record(completedDraft('b'));
    const flushed = recorder.flushed();
    await turn();
    expect(frames.length).toBe(3);
    recorder.committed();
    await flushed;
  });

  it('refuses a batch that failed and all behind it, and uses their numbers again', async () => {
    const { recorder, frames, failures, events } = newRecorder();
    const kept = recorder.record(receivedDraft('kept'));
    await turn();
    recorder.committed();
    await kept;
    const failed = [recorder.record(receivedDraft('a')), recorder.record(completedDraft('kept'))];
    await turn();
    failed.push(recorder.record(receivedDraft('b')));
    recorder.failed('SPOOL_FULL', 'SQLite error 13');
    const outcomes = await Promise.allSettled(failed);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(failures).toEqual(['2 SPOOL_FULL']);
    expect(recorder.unavailable()).toBe('SPOOL_FULL');
    await expect(recorder.record(receivedDraft('c'))).rejects.toMatchObject({ code: 'SPOOL_FULL' });
    expect(recorder.openRequests).toBe(1);

    recorder.recovered();
    recorder.payOwed();
    const after = recorder.record(receivedDraft('d'));
    await turn();
    recorder.committed();
    await after;
    // The completion that was refused is stored before what came later; it is not lost and not stored twice.
    expect(events(frames.at(-1))).toEqual([
      { sequence: 2, effect: 'closes', request: 1 },
      { sequence: 3, effect: 'opens', request: 4 },
    ]);
    expect(recorder.openRequests).toBe(1);
  });
});
