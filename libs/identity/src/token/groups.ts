/** The caller's groups from its claims and from the groups file. */
import type { AuthErrorCode } from '../caller.js';
import type { ProviderSettings } from '../issuers/issuer-settings.js';
import { GROUPS_BYTES_MAX, GROUPS_MAX, GROUP_BYTES_MAX } from '../limits.js';
import { claimAt, claimSteps } from './claim-path.js';
import { isRecord } from './compact.js';

type Claims = Readonly<Record<string, unknown>>;

export type GroupsResult =
  | { readonly kind: 'groups'; readonly groups: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly code: Extract<AuthErrorCode, 'TOKEN_GROUPS_OVERAGE' | 'TOKEN_CLAIM_MISSING'>;
    };

export function groupsOf(claims: Claims, settings: ProviderSettings): GroupsResult {
  if (overage(claims, claimSteps(settings.claims.groups)[0] ?? '')) {
    return { kind: 'refused', code: 'TOKEN_GROUPS_OVERAGE' };
  }
  const claimed = claimAt(claims, settings.claims.groups) ?? [];
  const fromToken = checkGroups(typeof claimed === 'string' ? [claimed] : claimed);
  if (fromToken.kind === 'refused') return fromToken;
  const all = [...fromToken.groups, ...fromFile(claims, settings)].map(
    (group) => settings.groupsPrefix + group,
  );
  return checkGroups([...new Set(all)]);
}

/** Strings of a bounded number and length; anything else could be a shape whose meaning we do not know. */
export function checkGroups(value: unknown): GroupsResult {
  if (!Array.isArray(value)) return { kind: 'refused', code: 'TOKEN_CLAIM_MISSING' };
  const groups: string[] = [];
  let bytes = 0;
  for (const group of value as readonly unknown[]) {
    if (typeof group !== 'string' || group === '' || /\p{Cc}/u.test(group)) {
      return { kind: 'refused', code: 'TOKEN_CLAIM_MISSING' };
    }
    const size = Buffer.byteLength(group);
    bytes += size;
    if (size > GROUP_BYTES_MAX || bytes > GROUPS_BYTES_MAX || groups.length >= GROUPS_MAX) {
      return { kind: 'refused', code: 'TOKEN_GROUPS_OVERAGE' };
    }
    groups.push(group);
  }
  return { kind: 'groups', groups };
}

/** Entra leaves groups out when there are too many, and says so by `_claim_names` or `hasgroups`. */
function overage(claims: Claims, name: string): boolean {
  const elsewhere = claims['_claim_names'];
  if (isRecord(elsewhere) && Object.hasOwn(elsewhere, name)) return true;
  const flag = claims['hasgroups'];
  return name === 'groups' && (flag === true || flag === 'true');
}

/** By subject, and by e-mail when the issuer has verified it. */
function fromFile(claims: Claims, settings: ProviderSettings): readonly string[] {
  const byMember = settings.groupsByMember;
  if (byMember.size === 0) return [];
  const email = claims['email_verified'] === true ? claimAt(claims, settings.claims.email) : undefined;
  return [claims['sub'], typeof email === 'string' ? email.toLowerCase() : undefined].flatMap((member) =>
    typeof member === 'string' ? (byMember.get(member) ?? []) : [],
  );
}
