/**
 * What the schema cannot see: names that must exist elsewhere in the document, or only once.
 * Reads the raw value, so that these findings come together with the schema's.
 */
import { connectionName } from './names.js';
import type { Finding } from './schema-sentences.js';
import { nearest } from './suggest.js';
import { DEFAULT_TOKEN_ISSUER } from './tokens.js';

export function crossReferenceFindings(document: unknown): readonly Finding[] {
  const issuers = list(key(document, 'issuers'));
  const rules = list(key(document, 'access'));
  const issuerUrls = issuers.map((issuer) => key(issuer, 'issuer'));
  const own = key(key(document, 'tokens'), 'publicUrl') ?? DEFAULT_TOKEN_ISSUER;
  return [
    ...unknownConnections(rules, key(document, 'connections')),
    ...repeated(names(rules)).map((at) => finding(['access', at, 'name'], 'Another rule has this name.')),
    ...repeated(names(issuers)).map((at) =>
      finding(['issuers', at, 'name'], 'Another issuer has this name.'),
    ),
    ...repeated(issuerUrls).map((at) =>
      finding(['issuers', at, 'issuer'], 'This issuer stands here twice: list its audiences in one entry.'),
    ),
    ...issuerUrls.flatMap((url, at) =>
      url === own
        ? [
            finding(
              ['issuers', at, 'issuer'],
              'This is the gateway’s own issuer (`tokens.publicUrl`): use two URLs.',
            ),
          ]
        : [],
    ),
  ];
}

function unknownConnections(rules: readonly unknown[], connections: unknown): Finding[] {
  const known = typeof connections === 'object' && connections !== null ? Object.keys(connections) : [];
  return rules.flatMap((rule, r) =>
    list(key(rule, 'connections')).flatMap((name, c) => {
      if (!connectionName.safeParse(name).success || known.includes(String(name))) return [];
      const meant = nearest(String(name), known);
      const message =
        meant === undefined ? 'There is no such connection.' : `There is no such connection; \`${meant}\`?`;
      return [finding(['access', r, 'connections', c], message)];
    }),
  );
}

/** Positions of entries that an earlier entry equals. */
function repeated(values: readonly unknown[]): number[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index ? [index] : [],
  );
}

const names = (entries: readonly unknown[]) => entries.map((entry) => key(entry, 'name'));
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const finding = (path: Finding['path'], message: string): Finding => ({ path, message, on: 'value' });

function key(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
