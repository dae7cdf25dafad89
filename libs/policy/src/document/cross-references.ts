/**
 * What the schema cannot see: names that must exist elsewhere in the document, or only once.
 * Reads the raw value, so that these findings come together with the schema's.
 */
import { connectionName } from './names.js';
import type { DocumentPath } from './problem.js';
import type { Finding } from './schema-sentences.js';
import { nearest } from './suggest.js';
import { DEFAULT_TOKEN_ISSUER } from './tokens.js';

export function crossReferenceFindings(document: unknown): readonly Finding[] {
  const issuers = list(key(document, 'issuers'));
  const rules = list(key(document, 'access'));
  const issuerUrls = issuers.map((issuer) => key(issuer, 'issuer'));
  const conditions = list(key(document, 'rules'));
  const prompts = list(key(document, 'prompts'));
  const limits = list(key(document, 'limits'));
  const detectors = key(document, 'detectors');
  const own = key(key(document, 'tokens'), 'publicUrl') ?? DEFAULT_TOKEN_ISSUER;
  return [
    ...unknownConnections(document),
    ...unknownLimits(conditions, names(limits)),
    ...unknownRules(document, [...names(rules), ...names(conditions), ...names(prompts)]),
    ...repeatedAcross([
      ['access', rules],
      ['rules', conditions],
      ['prompts', prompts],
    ]),
    ...repeated(names(limits)).map((at) => finding(['limits', at, 'name'], 'Another limit has this name.')),
    ...repeated(list(key(detectors, 'patterns')).map((pattern) => key(pattern, 'kind'))).map((at) =>
      finding(['detectors', 'patterns', at, 'kind'], 'Another pattern has this kind.'),
    ),
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

/** Sections whose entries name connections, and the way to those entries. */
const NAMING: readonly DocumentPath[] = [
  ['access'],
  ['rules'],
  ['prompts'],
  ['limits'],
  ['detectors', 'apply'],
  ['prices', 'models'],
];

function unknownConnections(document: unknown): Finding[] {
  const connections = key(document, 'connections');
  const known = typeof connections === 'object' && connections !== null ? Object.keys(connections) : [];
  const unknown = (name: unknown, path: DocumentPath): Finding[] => {
    if (!connectionName.safeParse(name).success || known.includes(String(name))) return [];
    return [finding(path, unknownName('connection', String(name), known))];
  };
  const named = NAMING.flatMap((section) =>
    list(section.reduce<unknown>((at, part) => key(at, String(part)), document)).flatMap((entry, e) =>
      list(key(entry, 'connections')).flatMap((name, c) => unknown(name, [...section, e, 'connections', c])),
    ),
  );
  const shown = examplesOf(document).flatMap(({ example, path }) =>
    unknown(key(key(example, 'input'), 'connection'), [...path, 'input', 'connection']),
  );
  return [...named, ...shown];
}

function unknownLimits(rules: readonly unknown[], known: readonly unknown[]): Finding[] {
  return rules.flatMap((rule, at) => {
    const name = key(rule, 'limit');
    if (typeof name !== 'string' || known.includes(name)) return [];
    return [finding(['rules', at, 'limit'], unknownName('limit', name, texts(known)))];
  });
}

function unknownRules(document: unknown, known: readonly unknown[]): Finding[] {
  return examplesOf(document).flatMap(({ example, path }) => {
    const expected = key(example, 'expect');
    const named = [key(expected, 'rule'), ...list(key(expected, 'monitored'))];
    return named.flatMap((name) =>
      typeof name !== 'string' || name === '' || known.includes(name)
        ? []
        : [finding([...path, 'expect'], unknownName('rule', name, texts(known)))],
    );
  });
}

function examplesOf(
  document: unknown,
): readonly { readonly example: unknown; readonly path: DocumentPath }[] {
  const beside = (['rules', 'prompts'] as const).flatMap((section) =>
    list(key(document, section)).flatMap((rule, r) =>
      list(key(rule, 'examples')).map((example, e) => ({ example, path: [section, r, 'examples', e] })),
    ),
  );
  return [
    ...beside,
    ...list(key(document, 'examples')).map((example, e) => ({ example, path: ['examples', e] })),
  ];
}

/** Verdicts name rules of several sections by name alone. */
function repeatedAcross(sections: readonly (readonly [string, readonly unknown[]])[]): Finding[] {
  const places = sections.flatMap(([section, entries]) =>
    entries.map((entry, at) => ({ name: key(entry, 'name'), path: [section, at, 'name'] })),
  );
  return repeated(places.map(({ name }) => name)).flatMap((at) => {
    const place = places[at];
    return place === undefined ? [] : [finding(place.path, 'Another rule has this name.')];
  });
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `There is no such ${what}.` : `There is no such ${what}; \`${meant}\`?`;
}

const texts = (values: readonly unknown[]) => values.filter((value) => typeof value === 'string');

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
