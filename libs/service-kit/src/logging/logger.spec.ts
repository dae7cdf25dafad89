/** What reaches the log: JSON lines with service and replica, and nothing that a log may not show. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { openLogger } from './logger.js';
import { scrubText } from './scrub-text.js';

function linesOf(write: (log: ReturnType<typeof openLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(
    openLogger(
      { service: 'approval', replica: 'a-1', level: 'info' },
      {
        write: (line: string) => {
          lines.push(line);
        },
      },
    ),
  );
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('writes level by name, RFC 3339 time, service and replica', () => {
    const [line] = linesOf((log) => {
      log.info({ connection: 'openai', count: 2 }, 'hello');
    });
    expect(line).toMatchObject({
      level: 'info',
      service: 'approval',
      replica: 'a-1',
      connection: 'openai',
      count: 2,
      msg: 'hello',
    });
    expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  });

  it('hides fields whose name the contracts classify as personal or secret, at any depth', () => {
    const deep = {
      request: { headers: { Authorization: 'k1', 'Set-Cookie': 'k2' }, items: [{ e_mail: 1, email: 'k3' }] },
    };
    const [line] = linesOf((log) => {
      log.warn({ ...deep, payloads: ['k4'], content: 'k5', apiKey: 'k6', client_secret: 'k7' });
    });
    expect(JSON.stringify(line)).not.toMatch(/k\d/u);
  });

  it('shows bytes by their size, cycles and depth not at all', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const [line] = linesOf((log) => {
      log.info({ digest: new Uint8Array(40), cycle });
    });
    expect(line?.['digest']).toBe('[40 bytes]');
    expect(JSON.stringify(line)).toContain('[deep]');
  });

  it('shows of an error its type, code, message and causes, not what else hangs on it', () => {
    const inner = Object.assign(new Error('invalid input syntax for type uuid: "k1"'), {
      code: '22P02',
      detail: 'k2',
    });
    const error = Object.assign(new TypeError('failed', { cause: inner }), {
      query: 'k3',
      parameters: ['k4'],
    });
    const [line] = linesOf((log) => {
      log.error({ err: error });
    });
    expect(line?.['err']).toMatchObject({ type: 'TypeError', message: 'failed', cause: { code: '22P02' } });
    expect(JSON.stringify(line)).not.toMatch(/k\d/u);
  });

  it('keeps no credential of a URL, no bearer token and no JWT in texts and in stacks', () => {
    const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';
    const lines = linesOf((log) => {
      log.error({
        err: new Error(`postgres://u:hunter2@h/d with Bearer abcdefghijk and ${jwt}`),
        url: 'amqp://a:hunter2@b',
      });
      log.error(new Error('redis://:hunter2@h'));
      log.info('for amqp://a:hunter2@b');
    });
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|abcdefghijk|c2lnbmF0dXJl/u);
  });

  it('takes linear time on hostile text', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'eyJ', 'bearer ', 'a://', 'a.', '@'), (piece) => {
        // With time that grows as the square of this, the test would run out of its own.
        expect(scrubText(piece.repeat(50_000)).length).toBeGreaterThan(0);
      }),
      { numRuns: 12 },
    );
  });
});
