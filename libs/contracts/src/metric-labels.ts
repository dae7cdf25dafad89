/** The labels a metric may have, as data: each says where its values come from, and no other label can be registered. */
import type { Classification, FieldWith, MessageName, Showable } from './classification.js';

/** A field whose values a metric may show, for instance `sallyport.events.v1.Envelope.connection`. */
type LabelField = {
  [Message in MessageName]: `${Message}.${FieldWith<Message, Showable<'metricLabel'>> & string}`;
}[MessageName];

/** The name of a field that metrics may not show, in any message: a label of this name would be taken for it. */
type HiddenName = {
  [Message in MessageName]: FieldWith<Message, Exclude<Classification, Showable<'metricLabel'>>>;
}[MessageName];

/** `field`: the values are those of a field of the contracts. `values`: a closed list of our own, and which. */
export type MetricLabelRow = { readonly field: LabelField } | { readonly values: string };

/** A field that turns personal or secret in proto/, or is no longer there, stops this table from compiling. */
export const metricLabels = {
  action: { field: 'sallyport.events.v1.MaskedKind.action' },
  code: { field: 'sallyport.events.v1.RequestRefused.code' },
  connection: { field: 'sallyport.events.v1.Envelope.connection' },
  currency: { field: 'sallyport.events.v1.Cost.currency' },
  event: { values: 'types of events: names of the members of Record.body' },
  found: { field: 'sallyport.events.v1.MaskedKind.kind' },
  group: { values: 'consumer groups: names of services' },
  kind: { values: 'kinds of garbage collection, of Node' },
  major: { values: 'first part of the version of Node' },
  minor: { values: 'second part of the version of Node' },
  outcome: { field: 'sallyport.events.v1.RequestCompleted.outcome' },
  partition: { values: 'numbers of partitions' },
  patch: { values: 'third part of the version of Node' },
  replica: { field: 'sallyport.events.v1.Producer.replica' },
  result: { values: 'what became of a change: loaded or refused' },
  service: { values: 'names of services' },
  space: { values: 'spaces of the heap, of V8' },
  status: { values: 'classes of HTTP status: 2xx, 4xx' },
  tokens: { values: 'what tokens were: input, output, cached or reasoning' },
  topic: { values: 'names of the topics table' },
  trusted_issuer: { values: 'issuers of the policy document, never one that a token claims' },
  type: { values: 'types of handles and requests, of Node' },
  version: { field: 'sallyport.events.v1.Envelope.policyVersion' },
} as const satisfies Readonly<Record<string, MetricLabelRow>> & Readonly<Partial<Record<HiddenName, never>>>;

export type MetricLabel = keyof typeof metricLabels;

export function isMetricLabel(name: string): name is MetricLabel {
  return Object.hasOwn(metricLabels, name);
}
