/** Issuer settings from a policy document. */
import type { PolicyDocument } from '@sallyport/policy/document/document';
import type { IssuerEntry } from '@sallyport/policy/document/issuers';
import type { GroupsByMember, ProviderSettings } from './issuer-settings.js';

/** `groupsByMember` answers with the contents of the entry's `groupsFile`, which the caller has read. */
export function providersOf(
  document: Pick<PolicyDocument, 'issuers'>,
  groupsByMember: (entry: IssuerEntry) => GroupsByMember,
): readonly ProviderSettings[] {
  return document.issuers.map((entry) => ({
    kind: 'provider',
    name: entry.name,
    issuer: entry.issuer,
    audiences: typeof entry.audience === 'string' ? [entry.audience] : entry.audience,
    algorithms: entry.algorithms,
    clockSkewS: entry.clockSkewS,
    keys: entry.jwksUri === undefined ? { kind: 'discovery' } : { kind: 'jwks', uri: entry.jwksUri },
    claims: {
      groups: entry.claims.groups,
      agent: entry.claims.agent,
      email: entry.claims.email,
      name: entry.claims.name,
      attributes: entry.claims.attributes,
    },
    groupsPrefix: entry.groupsPrefix ?? '',
    groupsByMember: groupsByMember(entry),
    insecureHttp: entry.insecureHttp,
  }));
}
