/** A recorder that fails: nothing passes unrecorded. */
import { describe, expect, it } from 'vitest';
import { RecordError } from '../../core/ports/recorder.js';
import { authorised, completed, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { until } from './fixtures/running-door.js';

const run = doorForEachTest();

describe('a recorder that fails', () => {
  it.each(['SPOOL_FULL', 'SPOOL_BROKEN', 'SPOOL_CLOSED'] as const)(
    'with %s lets nothing through, and everything again afterwards',
    async (code) => {
      let reached = 0;
      const door = await run((_request, response) => response.end(String(++reached)));
      door.recorder.broken = code;
      const refused = await fetch(`${door.url}/up/x`, { headers: authorised });
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await errorOf(refused)).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
      expect(reached).toBe(0);
      door.recorder.broken = undefined;
      expect((await fetch(`${door.url}/up/x`, { headers: authorised })).status).toBe(200);
      expect(door.recorder.of('sessionStarted')).toHaveLength(1);
    },
  );

  it('at the moment of recording lets nothing through', async () => {
    let reached = 0;
    const door = await run((_request, response) => response.end(String(++reached)));
    // Looks well when the request comes in, and fails when it is to be recorded.
    door.recorder.unavailable = () => undefined;
    door.recorder.broken = 'SPOOL_FULL';
    const answer = await fetch(`${door.url}/up/x`, { method: 'POST', body: '{}', headers: authorised });
    expect(answer.status).toBe(503);
    expect(reached).toBe(0);
    expect(door.door.sessions.live.size).toBe(0);
  });

  it('in the middle of an answer cuts it', async () => {
    let more = (): void => undefined;
    const door = await run((_request, response) => {
      response.write('x'.repeat(20_000));
      more = () => response.end('x'.repeat(200_000));
    });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    door.recorder.broken = 'SPOOL_FULL';
    more();
    await expect(answer.text()).rejects.toThrow();
    await until(() => door.door.counters.completionsLate === 1, 'the completion to be refused');
    expect(door.door.exchanges.size).toBe(0);
  });

  it('for the last part of an answer leaves a completion that does not claim the part', async () => {
    const door = await run((_request, response) => {
      response.write('x'.repeat(40_000));
      setTimeout(() => response.end('y'.repeat(1_000)), 50);
    });
    const record = door.recorder.record.bind(door.recorder);
    door.recorder.record = (draft) =>
      draft.body.$case === 'responsePart' && draft.body.value.offset > 0
        ? Promise.reject(new RecordError('SPOOL_BROKEN', 'refused by the test'))
        : record(draft);
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect((await answer.text()).length).toBe(41_000);
    const completion = await completed(door);
    const parts = door.recorder.of('responsePart');
    expect(completion).toMatchObject({
      incomplete: true,
      responseBody: { size: 41_000, parts: parts.length },
    });
  });
});
