import { describe, expect, it } from 'vitest';
import type { Caller } from '../caller.js';
import type { ProviderSettings } from '../issuers/issuer-settings.js';
import { callerOfClaims } from './caller-of-claims.js';

const SETTINGS: ProviderSettings = {
  kind: 'provider',
  name: 'corp',
  issuer: 'https://idp.example.com',
  audiences: ['sallyport'],
  algorithms: ['ES256'],
  clockSkewS: 30,
  keys: { kind: 'discovery' },
  claims: { groups: 'groups', agent: undefined, email: 'email', name: 'name', attributes: {} },
  groupsPrefix: '',
  groupsByMember: new Map(),
  insecureHttp: false,
};

type Paths = Partial<ProviderSettings['claims']>;

/** The caller, or the code of the refusal. */
function read(claims: object, paths: Paths = {}, more: Partial<ProviderSettings> = {}): Caller | string {
  const settings = { ...SETTINGS, ...more, claims: { ...SETTINGS.claims, ...paths } };
  const result = callerOfClaims({ sub: 'alice', exp: 2_000_000_000, ...claims }, settings);
  return result.kind === 'caller' ? result.caller : result.code;
}

describe('groups', () => {
  it.each<[string, object, Paths]>([
    ['a plain claim', { groups: ['a', 'b'] }, {}],
    ['a dotted path', { realm_access: { roles: ['a', 'b'] } }, { groups: 'realm_access.roles' }],
    [
      'a name that is a URL',
      { 'https://x.example.com/groups': ['a', 'b'] },
      { groups: 'https://x.example.com/groups' },
    ],
    [
      'names one by one',
      { access: { 'my.client': { roles: ['a', 'b'] } } },
      { groups: ['access', 'my.client', 'roles'] },
    ],
    ['one of them twice', { groups: ['a', 'b', 'a'] }, {}],
  ])('from %s', (_name, claims, paths) => {
    expect(read(claims, paths)).toMatchObject({ groups: ['a', 'b'] });
  });

  it('may be one text, or none', () => {
    expect(read({ groups: 'a b' })).toMatchObject({ groups: ['a b'] });
    expect(read({})).toMatchObject({ groups: [] });
    expect(read({ groups: null })).toMatchObject({ groups: [] });
    expect(read({ groups: 'toString' }, { groups: '__proto__.x' })).toMatchObject({ groups: [] });
  });

  it('carry the issuer’s prefix', () => {
    expect(read({ groups: ['a'] }, {}, { groupsPrefix: 'google:' })).toMatchObject({ groups: ['google:a'] });
  });

  it('come from the groups file too: by subject, and by e-mail once the issuer has verified it', () => {
    const groupsByMember = new Map([
      ['alice', ['by-subject']],
      ['alice@example.com', ['by-mail']],
    ]);
    const email = { email: 'Alice@Example.com' };
    expect(read({ ...email, email_verified: true }, {}, { groupsByMember })).toMatchObject({
      groups: ['by-subject', 'by-mail'],
    });
    for (const email_verified of [false, undefined, 'true', 1]) {
      expect(read({ ...email, email_verified }, {}, { groupsByMember })).toMatchObject({
        groups: ['by-subject'],
      });
    }
  });

  it('are refused when Entra left them out, where groups are what is asked for', () => {
    const overage = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } };
    expect(read(overage)).toBe('TOKEN_GROUPS_OVERAGE');
    expect(read({ hasgroups: 'true' })).toBe('TOKEN_GROUPS_OVERAGE');
    expect(read({ ...overage, roles: ['a'] }, { groups: 'roles' })).toMatchObject({ groups: ['a'] });
  });

  it('are refused beyond the limits of number, length and sum', () => {
    expect(read({ groups: ['x'.repeat(257)] })).toBe('TOKEN_GROUPS_OVERAGE');
    expect(read({ groups: Array.from({ length: 40 }, (_, i) => `${i}`.padEnd(250, 'x')) })).toBe(
      'TOKEN_GROUPS_OVERAGE',
    );
    expect(read({ groups: ['a', ''] })).toBe('TOKEN_CLAIM_MISSING');
    expect(read({ groups: ['a\u0000'] })).toBe('TOKEN_CLAIM_MISSING');
  });
});

describe('the agent', () => {
  it.each<[string, object, Paths, string]>([
    ['nobody', {}, {}, ''],
    ['the client it was issued to', { azp: 'bot', client_id: 'other' }, {}, 'bot'],
    ['the client of an access token', { client_id: 'bot' }, {}, 'bot'],
    ['the mapped claim, before the client', { app: { id: 'bot' }, azp: 'other' }, { agent: 'app.id' }, 'bot'],
    ['nobody, when the mapped claim is not there', { azp: 'other' }, { agent: 'app.id' }, ''],
    [
      'the nearest actor, before everything',
      { act: { sub: 'bot', act: { sub: 'before' } }, azp: 'x' },
      { agent: 'azp' },
      'bot',
    ],
  ])('is %s', (_name, claims, paths, agent) => {
    expect(read(claims, paths)).toMatchObject({ agent });
  });

  it('comes with the whole chain, the nearest first', () => {
    const act = { sub: 'c', iss: 'https://other.example.com', act: { sub: 'b', act: { sub: 'a' } } };
    expect(read({ act })).toMatchObject({
      act: [
        { subject: 'c', issuer: 'https://other.example.com' },
        { subject: 'b', issuer: SETTINGS.issuer },
        { subject: 'a', issuer: SETTINGS.issuer },
      ],
    });
  });

  it('is refused when it cannot be read', () => {
    const deep = (levels: number): object => ({ sub: 'a', ...(levels > 1 && { act: deep(levels - 1) }) });
    expect(read({ act: deep(8) })).toMatchObject({ agent: 'a' });
    for (const act of [deep(9), 'bot', null, [], {}, { sub: 1 }, { sub: 'a', act: {} }, { sub: 'a\nb' }]) {
      expect(read({ act })).toBe('TOKEN_MALFORMED');
    }
    expect(read({ azp: ['bot'] })).toBe('TOKEN_MALFORMED');
  });
});

describe('attributes', () => {
  it('are mapped claims as text; what is no plain value is left out', () => {
    const attributes = {
      team: 'org.team',
      level: 'level',
      on: 'on',
      list: 'list',
      long: 'long',
      missing: 'missing',
    };
    const claims = { org: { team: 'blue' }, level: 3, on: true, list: ['x'], long: 'x'.repeat(2000) };
    expect(read(claims, { attributes })).toMatchObject({
      attributes: { team: 'blue', level: '3', on: 'true' },
    });
  });
});
