/** Clients that go away, close half, or never read: the upstream is cancelled, the completion follows. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed, doorForEachTest, get } from './fixtures/door-for-each-test.js';
import { collect, endOf, openRaw } from './fixtures/raw-client.js';
import { until } from './fixtures/running-door.js';

const run = doorForEachTest();

describe('a client that goes away', () => {
  it.each(['before the answer', 'in the middle of the answer'])('%s cancels the upstream', async (when) => {
    let cancelled = false;
    let reached = false;
    const door = await run((_request, response) => {
      reached = true;
      response.once('close', () => (cancelled = !response.writableFinished));
      if (when !== 'before the answer') response.write('some');
    });
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(get('/up/x'));
    await until(() => (when === 'before the answer' ? reached : received().includes('some')), 'the upstream');
    socket.destroy();
    await until(() => cancelled, 'the upstream to be cancelled');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE, incomplete: false });
  });

  it('by closing its half only is gone, too', async () => {
    let cancelled = false;
    const door = await run((_request, response) => response.once('close', () => (cancelled = true)));
    const socket = await openRaw(door.port);
    socket.end(get('/up/x'));
    await until(() => cancelled, 'the upstream to be cancelled');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE });
    await endOf(socket, 1_000);
  });

  it('in the middle of its body leaves an incomplete upload cancelled', async () => {
    let aborted = false;
    const door = await run((request) => request.resume().once('close', () => (aborted = !request.complete)));
    const socket = await openRaw(door.port);
    socket.write(
      get('/up/x').replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 100\r\n\r\nsome'),
    );
    await until(() => door.recorder.of('requestReceived').length === 1, 'the request');
    await until(() => door.door.exchanges.size === 1, 'the exchange');
    socket.destroy();
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.CLIENT_GONE, requestBody: { size: 4 } });
    expect(completion.requestBody?.sha256).toHaveLength(0);
    await until(() => aborted, 'the upstream to see it');
  });

  it('while its request is being recorded is completed and not forwarded', async () => {
    let reached = 0;
    const door = await run((_request, response) => {
      reached++;
      response.end();
    });
    door.recorder.hold();
    const socket = await openRaw(door.port);
    socket.write(get('/up/x'));
    await until(() => door.recorder.waiting === 2, 'the request to wait');
    socket.destroy();
    await until(() => door.door.counters.inFlight === 0, 'the client to be gone');
    door.recorder.release();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE, status: 0 });
    expect(reached).toBe(0);
  });

  it('never reads: memory is bounded, and it is cut in time', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const door = await run(
      (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(chunk)) written += chunk.length;
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
      { limits: { clientStallMsMax: 300 }, sweepMs: 20 },
    );
    const socket = await openRaw(door.port);
    socket.pause();
    socket.write(get('/up/x'));
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.CUT, code: 'CLIENT_STALLED', status: 200 });
    // Kernel buffers on both connections take some MiB; the gateway itself must not.
    expect(written).toBeLessThan(32 * 1024 * 1024);
    socket.destroy();
  });
});
