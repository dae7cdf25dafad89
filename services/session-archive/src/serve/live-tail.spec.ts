import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientOf } from '../consume/archive-handler.js';
import { archiveApp } from '../fixtures/archive-app.js';
import type { ArchiveApp } from '../fixtures/archive-app.js';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { logOf } from '../core/logs.js';
import { Decisions } from '../fixtures/decisions.js';
import { Traffic } from '../fixtures/traffic.js';
import { appendEvents } from '../store/append-events.js';
import type { ReadEvent } from '../store/append-events.js';

let database: ArchiveDatabase;
/** Two replicas over one database: what one writes, followers of the other see. */
let first: ArchiveApp;
let second: ArchiveApp;
let gateway: Traffic;
let session: string;
let count = 0;

beforeAll(async () => {
  database = await archiveDatabase();
  first = await archiveApp(database);
  second = await archiveApp(database);
}, 60_000);
afterAll(async () => {
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
}, 60_000);
beforeEach(() => {
  session = `s-${(count += 1)}`;
  gateway = new Traffic({ bootEpoch: session });
});

const append = (events: readonly ReadEvent[], partition = 0): Promise<number> =>
  database.runtime.transaction(async (tx) =>
    appendEvents(await clientOf(tx), { partition, epoch: 1 }, events),
  );

interface Tail {
  readonly response: Response;
  /** The next frame: event name (`message` without one), id and data. */
  next(): Promise<{ event: string; id: string | undefined; data: string } | undefined>;
  stop(): Promise<void>;
}

async function tail(
  app: ArchiveApp,
  path: string,
  headers: Record<string, string> = {},
  expiresInS = 600,
): Promise<Tail> {
  const token = await app.token(['auditors'], expiresInS);
  const response = await fetch(`${app.url}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  if (response.body === null) throw new TypeError('no body');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    response,
    async next() {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const lines = text.slice(0, end).split('\n');
          text = text.slice(end + 2);
          if (lines.every((line) => line.startsWith(':'))) continue;
          const field = (name: string): string | undefined =>
            lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
          return { event: field('event') ?? 'message', id: field('id'), data: field('data') ?? '' };
        }
        const chunk = await reader.read();
        if (chunk.done) return undefined;
        text += chunk.value;
      }
    },
    stop: () => reader.cancel(),
  };
}

describe('following a replay', () => {
  it('tells what was, then what comes, also when another replica writes it', async () => {
    const requestId = gateway.requestId();
    const events = [gateway.received(session, requestId, 'q'), gateway.completed(session, requestId, 'a')];
    await append(events.slice(0, 1));
    const live = await tail(second, `/v1/sessions/${session}/replay?follow=true`);
    expect(live.response.headers.get('content-type')).toContain('text/event-stream');
    expect((await live.next())?.id).toBe(events[0]?.facts.id);
    expect((await live.next())?.event).toBe('caught-up');
    await append(events.slice(1));
    const item = await live.next();
    expect(item?.id).toBe(events[1]?.facts.id);
    expect(JSON.parse(item?.data ?? '')).toMatchObject({ response: { text: 'a' }, offsetMs: 1 });
    await live.stop();
  });

  it('goes on behind Last-Event-ID, with bodies whose beginning was seen before', async () => {
    const requestId = gateway.requestId();
    const events = [
      gateway.received(session, requestId),
      ...gateway.streamed(session, requestId, ['one ', 'two']),
    ];
    await append(events);
    const live = await tail(first, `/v1/sessions/${session}/replay`, {
      accept: 'text/event-stream',
      'last-event-id': events[2]?.facts.id ?? '',
    });
    const item = await live.next();
    expect(item?.id).toBe(events[3]?.facts.id);
    expect(JSON.parse(item?.data ?? '')).toMatchObject({ response: { text: 'one two' } });
    await live.stop();
    const unknown = await tail(first, `/v1/sessions/${session}/replay?follow=true`, {
      'last-event-id': 'nonsense',
    });
    expect(unknown.response.status).toBe(400);
    await unknown.stop();
  });

  it('tells what people decide, and is resumed in both logs, also behind what came late', async () => {
    const [decisions, decisionsLog] = [new Decisions(), logOf('sallyport.decisions.v1', 2)];
    const id = gateway.requestId();
    const events = [...gateway.held(session, id), gateway.released(session, id)];
    const votes = [
      decisions.requested(session, id, 2.1),
      decisions.voted(session, id, 2.2, 'april'),
      decisions.voted(session, id, 2.3, 'may'),
    ];
    await append(events.slice(0, 2));
    const path = `/v1/sessions/${session}/replay?follow=true`;
    const live = await tail(first, path);
    for (const expected of ['message', 'message', 'caught-up'])
      expect((await live.next())?.event).toBe(expected);
    await append(votes.slice(0, 2), decisionsLog);
    expect((await live.next())?.data).toContain('"approval.requested"');
    expect((await live.next())?.data).toContain('"approval.voted"');
    await append(events.slice(2));
    const last = await live.next();
    expect(last?.data).toContain('"request.released"');
    await live.stop();
    // It happened before what was seen last, and was archived after it.
    await append(votes.slice(2), decisionsLog);
    const again = await tail(first, path, { 'last-event-id': last?.id ?? '' });
    expect(JSON.parse((await again.next())?.data ?? '')).toMatchObject({ id: votes[2]?.facts.id });
    expect((await again.next())?.event).toBe('caught-up');
    await again.stop();
  });

  it('ends with its token', async () => {
    await append([gateway.received(session, gateway.requestId())]);
    const live = await tail(first, `/v1/sessions/${session}/replay?follow=true`, {}, 5);
    const frames: Awaited<ReturnType<Tail['next']>>[] = [];
    for (let frame = await live.next(); frame !== undefined; frame = await live.next()) frames.push(frame);
    expect(frames.map((frame) => frame?.event)).toEqual(['message', 'caught-up', 'end']);
    expect(frames[2]?.data).toContain('token-expired');
  });
});

describe('following events', () => {
  it('shows those that match and come from now on, and ends when the service stops', async () => {
    const before = gateway.received(session, gateway.requestId());
    await append([before]);
    const live = await tail(second, `/v1/events?follow=true&type=request.refused`);
    expect((await live.next())?.event).toBe('caught-up');
    const refused = gateway.refused(session, gateway.requestId());
    await append([gateway.received(session, gateway.requestId()), refused]);
    expect((await live.next())?.id).toBe(refused.facts.id);
    await second.stopParts();
    expect(await live.next()).toMatchObject({ event: 'end', data: '{"reason":"service-stopping"}' });
    expect(await live.next()).toBeUndefined();
  });
});
