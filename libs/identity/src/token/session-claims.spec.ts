import { describe, expect, it } from 'vitest';
import type { Caller } from '../caller.js';
import type { SessionIssuerSettings } from '../issuers/issuer-settings.js';
import { claimsOfSession, sessionCaller } from './session-claims.js';

const SETTINGS: SessionIssuerSettings = {
  kind: 'session',
  name: 'sallyport',
  issuer: 'urn:sallyport:session-tokens',
  audiences: ['urn:sallyport:session-tokens'],
  algorithms: ['EdDSA'],
  clockSkewS: 5,
  keys: { kind: 'held', keys: { keys: [] } },
};

const PLAIN: Caller = {
  issuer: 'https://idp.example.com',
  subject: 'alice',
  agent: 'planner',
  groups: ['engineers'],
  act: [
    { subject: 'planner', issuer: 'https://idp.example.com' },
    { subject: 'before', issuer: 'https://other.example.com' },
  ],
  tokenId: 'j1',
  attributes: { team: 'blue' },
  email: 'a@example.com',
  name: 'Alice',
  expiresAtS: 2_000_000_000,
};

const CALLER: Caller = { ...PLAIN, narrowing: { connections: ['openai'], operations: ['POST /v1/**'] } };

describe('claims of session tokens', () => {
  it('give back the caller they were made from', () => {
    const claims = { ...claimsOfSession(CALLER), jti: 'j1', exp: 2_000_000_000 };
    expect(sessionCaller(claims, SETTINGS)).toEqual({ kind: 'caller', caller: CALLER });
  });

  it('mark a token that narrows nothing as a session token all the same', () => {
    const result = sessionCaller({ ...claimsOfSession(PLAIN), jti: 'j1', exp: 2_000_000_000 }, SETTINGS);
    expect(result.kind === 'caller' && result.caller.narrowing).toEqual({});
  });

  it('are refused when one is missing or of another shape', () => {
    const good: Record<string, unknown> = { ...claimsOfSession(CALLER), jti: 'j1', exp: 2_000_000_000 };
    for (const [name, value] of Object.entries({
      sub_iss: undefined,
      jti: '',
      groups: 'a',
      connections: 'openai',
      act: 1,
    })) {
      expect(sessionCaller({ ...good, [name]: value }, SETTINGS)).toMatchObject({
        code: 'TOKEN_CLAIM_MISSING',
      });
    }
  });
});
