import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedSessionId, sourceSessionId, windowSessionId, windowStartMs } from './session-id.js';

const owner = { issuer: 'https://issuer.example', subject: 'seven', agent: 'planner' };
const halfHourMs = 1_800_000;

describe('session ids', () => {
  it('are the same wherever they are derived', () => {
    expect(namedSessionId(owner, 'run-1')).toBe(namedSessionId({ ...owner }, 'run-1'));
    expect(namedSessionId(owner, 'run-1')).toMatch(/^ses_[\w-]{22}$/);
    expect(sourceSessionId('192.0.2.0/24', 0)).toMatch(/^src_[\w-]{22}$/);
  });

  it('are bound to the whole owner', () => {
    const others = [{ issuer: 'https://other.example' }, { subject: 'eight' }, { agent: '' }];
    const ids = [owner, ...others.map((other) => ({ ...owner, ...other }))].map((one) =>
      namedSessionId(one, 'run-1'),
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('do not meet though parts read alike when they are put together', () => {
    const part = fc.constantFrom('', 'a', 'b', 'ab', '"', ',', '\\', '","');
    const key = fc.tuple(part, part, part, part);
    fc.assert(
      fc.property(key, key, (one, other) => {
        const id = ([issuer, subject, agent, name]: readonly string[]): string =>
          namedSessionId({ issuer: issuer ?? '', subject: subject ?? '', agent: agent ?? '' }, name ?? '');
        expect(id(one) === id(other)).toBe(one.join('\0') === other.join('\0'));
      }),
    );
  });

  it('change with the window, and a name is never a window', () => {
    const at = (nowMs: number): string =>
      windowSessionId(owner, windowStartMs(nowMs, halfHourMs), halfHourMs);
    expect(at(0)).toBe(at(halfHourMs - 1));
    expect(at(0)).not.toBe(at(halfHourMs));
    expect(namedSessionId(owner, '0')).not.toBe(at(0));
  });
});
