/** What a valid document may still not mean: said at start, refused by nobody. */
import type { MaskOrder } from '../verdict.js';
import type { PolicyDocument } from './document.js';
import type { Finding } from './schema-sentences.js';

export function adviceOn(document: PolicyDocument): readonly Finding[] {
  const used = new Set(document.access.flatMap((rule) => rule.connections));
  const unused = Object.keys(document.connections).filter((name) => !used.has('*') && !used.has(name));
  const { categories } = document.detectors.record;
  const kept = (['personal', 'financial', 'health', 'secret'] as const).filter(
    (one) => !categories.includes(one),
  );
  const isRecorded = Object.values(document.connections).some(({ record }) => record === 'full');
  return [
    ...(isRecorded && kept.length > 0
      ? [
          advice(
            ['detectors', 'record', 'categories'],
            `Recorded bodies keep what is ${kept.join(', ')}: auditors will read it.`,
          ),
        ]
      : []),
    ...(document.detectors.patterns.length > 0 &&
    ![...document.detectors.apply, ...document.rules.flatMap(({ mask }) => mask ?? [])].some(
      maskPatterns(document),
    )
      ? [
          advice(
            ['detectors', 'patterns'],
            'Nothing masks these on their way: name their kinds, or the category operator, in `apply`.',
          ),
        ]
      : []),
    ...unused.map((name) =>
      advice(['connections', name], 'No access rule names this connection: nobody can use it.'),
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

/** Whether an order masks a pattern of the document's own. */
const maskPatterns =
  ({ detectors }: PolicyDocument) =>
  ({ kinds, categories }: Pick<MaskOrder, 'kinds' | 'categories'>): boolean =>
    categories.includes('operator') || detectors.patterns.some(({ kind }) => kinds.includes(kind));
