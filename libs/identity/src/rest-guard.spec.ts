import { describe, expect, it } from 'vitest';
import type { Caller, VerifyResult, VerifyToken } from './caller.js';
import { refuse } from './refusal.js';
import { createRestGuard } from './rest-guard.js';

const CALLER: Caller = {
  issuer: 'https://idp.example.com',
  subject: 'olga',
  agent: '',
  groups: ['auditors'],
  act: [],
  tokenId: '',
  attributes: {},
  email: '',
  name: '',
  expiresAtS: 2_000_000_000,
};

const guard = (result: VerifyResult, groups: readonly string[] | 'anyone' = ['auditors']) => {
  const verifier: VerifyToken = {
    cached: () => undefined,
    drop: () => 0,
    verify: () => Promise.resolve(result),
  };
  return createRestGuard({ verifier, groups: () => groups });
};

const HEADERS = ['Authorization', 'Bearer x.y.z'];

describe('the guard of a REST interface', () => {
  it('lets members of the groups pass', async () => {
    const allowed = await guard({ kind: 'verified', caller: CALLER })(HEADERS, '/');
    expect(allowed).toEqual({ kind: 'allowed', caller: CALLER });
  });

  it('lets anyone pass who is verified, where it is told to', async () => {
    const nobody = { ...CALLER, groups: [] };
    const allowed = await guard({ kind: 'verified', caller: nobody }, 'anyone')(HEADERS, '/');
    expect(allowed).toEqual({ kind: 'allowed', caller: nobody });
    const refused = await guard(refuse('TOKEN_EXPIRED'), 'anyone')(HEADERS, '/');
    expect(refused).toMatchObject({ kind: 'refused', status: 401 });
  });

  it.each<[string, VerifyResult, readonly string[], object]>([
    [
      'no token',
      { kind: 'verified', caller: CALLER },
      [],
      { status: 401, body: { error: { code: 'TOKEN_MISSING' } }, headers: { 'www-authenticate': 'Bearer' } },
    ],
    [
      'a bad token',
      refuse('TOKEN_EXPIRED'),
      HEADERS,
      {
        status: 401,
        body: { error: { code: 'TOKEN_EXPIRED' } },
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      },
    ],
    [
      'an issuer that is away',
      refuse('ISSUER_UNAVAILABLE'),
      HEADERS,
      { status: 503, headers: { 'retry-after': '5' } },
    ],
    [
      'another group',
      { kind: 'verified', caller: { ...CALLER, groups: ['staff'] } },
      HEADERS,
      { status: 403, body: { error: { code: 'NOT_PERMITTED' } } },
    ],
    [
      'a session token',
      { kind: 'verified', caller: { ...CALLER, narrowing: {} } },
      HEADERS,
      { status: 403, body: { error: { code: 'NOT_PERMITTED' } } },
    ],
  ])('refuses %s', async (_name, result, headers, expected) => {
    expect(await guard(result)(headers, '/')).toMatchObject({ kind: 'refused', ...expected });
  });

  it('lets nobody pass when the role has no groups', async () => {
    expect(await guard({ kind: 'verified', caller: CALLER }, [])(HEADERS, '/')).toMatchObject({
      status: 403,
    });
  });
});
