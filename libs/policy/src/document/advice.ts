/** What a valid document may still not mean: said at start, refused by nobody. */
import type { PolicyDocument } from './document.js';
import type { Finding } from './schema-sentences.js';

export function adviceOn(document: PolicyDocument): readonly Finding[] {
  const used = new Set(document.access.flatMap((rule) => rule.connections));
  const unused = Object.keys(document.connections).filter((name) => !used.has('*') && !used.has(name));
  const full = Object.keys(document.connections).filter(
    (name) => document.connections[name]?.record === 'full',
  );
  return [
    ...unused.map((name) =>
      advice(['connections', name], 'No access rule names this connection: nobody can use it.'),
    ),
    ...full.map((name) =>
      advice(
        ['connections', name, 'record'],
        'Bodies are recorded unmasked: auditors will read what was sent.',
      ),
    ),
    ...document.issuers.flatMap((issuer, index) =>
      issuer.insecureHttp
        ? [
            advice(
              ['issuers', index, 'insecureHttp'],
              'Keys come over plain http: who sits between can forge callers.',
            ),
          ]
        : [],
    ),
  ];
}

const advice = (path: Finding['path'], message: string): Finding => ({ path, message, on: 'key' });
