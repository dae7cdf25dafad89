import { unknownCompletionId } from '@sallyport/recording/unknown-completion';
import type { TimelineItem } from '@sallyport/recording/timeline';
import { FakeEventLog } from '@sallyport/service-kit/event-log/fake-event-log';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { Traffic } from '../fixtures/traffic.js';
import { appendEvents } from '../store/append-events.js';
import type { ReadEvent } from '../store/append-events.js';
import { recordsAfter } from '../store/read-records.js';
import { findSession } from '../store/read-sessions.js';
import { SessionTeller } from '../store/tell-session.js';
import { clientOf } from './archive-handler.js';
import { OwnedLogs } from './owned-logs.js';
import { SilenceWatch } from './silence-watch.js';

const silenceMs = 45_000;
let archive: ArchiveDatabase;
let owned: OwnedLogs;
let eventLog: FakeEventLog;
let watch: SilenceWatch;
let boot = 0;
let dying: Traffic;
let session: string;

beforeAll(async () => {
  archive = await archiveDatabase();
}, 60_000);
afterAll(() => archive[Symbol.asyncDispose](), 60_000);
beforeEach(async () => {
  owned = new OwnedLogs();
  owned.replace([{ partition: 0, epoch: 3 }]);
  eventLog = new FakeEventLog();
  await eventLog.ensureTopics();
  const log = pino({ level: 'silent' });
  watch = new SilenceWatch({
    database: archive.runtime,
    eventLog,
    owned,
    silenceMs,
    replica: 'archive-1',
    log,
  });
  session = `s-${(boot += 1)}`;
  dying = new Traffic({ bootEpoch: session });
});

const append = (events: readonly ReadEvent[], partition = 0): Promise<number> =>
  archive.runtime.transaction(async (tx) =>
    appendEvents(await clientOf(tx), { partition, epoch: 3 }, events),
  );
/** Lets the last sign of life of the dying gateway be so long ago. */
const silentFor = (ms: number): Promise<unknown> =>
  archive.owner.query(
    `UPDATE producers SET seen_at = clock_timestamp() - make_interval(secs => $1) WHERE boot_epoch = $2`,
    [ms / 1000, session],
  );
/** Looks at a moment that is so long after the first look. */
const lookAfter = async (...momentsMs: readonly number[]): Promise<void> => {
  for (const moment of momentsMs) await watch.look(1_000_000 + moment);
};
const idsOf = async (): Promise<string[]> =>
  (await recordsAfter(archive.runtime, { partition: 0, position: -1 }, { session }, 100)).map(
    ({ cursor }) => cursor.id,
  );
const told = async (): Promise<TimelineItem[]> => {
  const found = await findSession(archive.runtime, session);
  if (found === undefined) throw new TypeError('no session');
  const items: TimelineItem[] = [];
  for await (const item of (await SessionTeller.open(archive.runtime, found)).next()) items.push(item);
  return items;
};

describe('an open request of a silent gateway', () => {
  it('ends as unknown, once, in the log of its session', async () => {
    const requestId = dying.requestId();
    await append([dying.received(session, requestId, 'hello')]);
    await silentFor(silenceMs + 1);
    await lookAfter(0, 10, silenceMs + 10, silenceMs + 20);
    const items = await told();
    expect(items.map((item) => item.type)).toEqual(['request.received', 'request.completed']);
    expect(items[1]).toMatchObject({
      id: unknownCompletionId(requestId),
      requestId,
      outcome: 'unknown',
      incomplete: true,
      replica: 'archive-1',
      identity: { subject: 'alice' },
    });
  });

  it('may still end for real: both are kept, and the replay says which one counts', async () => {
    const requestId = dying.requestId();
    const late = [dying.received(session, requestId), dying.completed(session, requestId, 'late')];
    await append(late.slice(0, 1));
    await silentFor(silenceMs + 1);
    await lookAfter(0, 10, silenceMs + 10);
    await append(late.slice(1));
    const [, supposed, real] = await told();
    expect(supposed).toMatchObject({ outcome: 'unknown', supersededBy: real?.id });
    expect(real).toMatchObject({ outcome: 'answered', supersedes: supposed?.id });
  });

  it('and the same end written by the gateway after its restart are one event', async () => {
    const requestId = dying.requestId();
    await append([dying.received(session, requestId)]);
    await silentFor(silenceMs + 1);
    await lookAfter(0, 10, silenceMs + 10);
    const [, written] = await recordsAfter(archive.runtime, { partition: 0, position: -1 }, { session }, 10);
    if (written?.record.body === undefined) throw new TypeError('not completed');
    const again = dying.event(session, written.record.body, []);
    expect(await append([{ ...again, facts: { ...again.facts, id: written.cursor.id } }])).toBe(0);
    expect(await idsOf()).toHaveLength(2);
  });
});

describe('nothing is ended', () => {
  const open = async (): Promise<void> => {
    await append([dying.received(session, dying.requestId())]);
    await silentFor(silenceMs + 1);
  };

  it('while the gateway gives signs of life, in whatever log', async () => {
    await open();
    await append([dying.alive()], 5);
    await lookAfter(0, 10, silenceMs + 10);
    expect(await idsOf()).toHaveLength(1);
  });

  it('before the archive has kept up for as long as a gateway must be silent', async () => {
    await open();
    await lookAfter(0, 10, silenceMs - 10);
    expect(await idsOf()).toHaveLength(1);
  });

  it('while the archive lags, or the log is away', async () => {
    await open();
    await lookAfter(0, 10);
    await eventLog.append('sallyport.traffic.v1', [{ key: session, value: Buffer.from('x'), headers: {} }]);
    await lookAfter(20, silenceMs + 30, silenceMs + 40);
    expect(await idsOf()).toHaveLength(1);
  });

  it('in logs of other owners', async () => {
    await open();
    owned.replace([{ partition: 1, epoch: 3 }]);
    await lookAfter(0, 10, silenceMs + 10);
    expect(await idsOf()).toHaveLength(1);
    owned.replace([{ partition: 0, epoch: 2 }]);
    await lookAfter(silenceMs + 20);
    expect(await idsOf()).toHaveLength(1);
    expect(owned.list()).toEqual([]);
  });
});
