/** How long an open request of a dead gateway may stay open: what two services agree on without knowing each other. */
import { aliveMs } from '@sallyport/gateway/spool/spool-limits';
import { silenceCheckMs } from '@sallyport/session-archive/limits';
import { sessionArchiveEnv } from '@sallyport/session-archive/session-archive.env';
import { expect, it } from 'vitest';

const silenceMs = sessionArchiveEnv.SALLYPORT_PRODUCER_SILENCE_MS.parse(undefined);

it('ends the requests of a dead gateway within 60 s', () => {
  expect(silenceMs + silenceCheckMs + aliveMs).toBeLessThan(60_000);
});

it('takes no gateway for dead because a few signs of life are late', () => {
  expect(silenceMs).toBeGreaterThanOrEqual(4 * aliveMs);
});
