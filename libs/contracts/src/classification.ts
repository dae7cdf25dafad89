/** Who may see which field of a contract: derived from the option that every field in proto/ carries. */
import { classificationTable } from './generated/classification-table.js';

export type Classification = 'public' | 'internal' | 'personal' | 'secret';

/** Full name of a message of ours, for instance `sallyport.events.v1.Envelope`. */
export type MessageName = keyof typeof classificationTable;

/** What is known of a field: its classification, the message it holds, the oneof it belongs to. */
export interface FieldRow {
  readonly classification: Classification;
  readonly message?: MessageName;
  readonly oneof?: string;
}

/** Where a field may be shown. */
export type Audience = 'metricLabel' | 'log' | 'siem';

/**
 * What each audience may see: the one rule from which log redaction (`hiddenFieldNames`) and metric labels
 * (`metric-labels.ts`) follow, and which whoever writes for a SIEM has to ask (`mayShow`). Metrics are scraped and kept without access control; logs are read by operators; a SIEM is
 * read by people whose work is to know who did something, but never sees content or keys.
 */
export const audiences = {
  metricLabel: ['public'],
  log: ['public', 'internal'],
  siem: ['public', 'internal', 'personal'],
} as const satisfies Record<Audience, readonly Classification[]>;

const rows: Readonly<Record<string, Readonly<Record<string, FieldRow>>>> = classificationTable;

export const messageNames: readonly MessageName[] = Object.keys(classificationTable).filter(isMessageName);

function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(classificationTable, name);
}

/** The fields of a message, by their names in TypeScript. */
export function fieldsOf(message: MessageName): Readonly<Record<string, FieldRow>> {
  return rows[message] ?? {};
}

/** The classification of a field; one that no contract knows counts as secret. */
export function classificationOf(message: MessageName, field: string): Classification {
  const fields = fieldsOf(message);
  return Object.hasOwn(fields, field) ? (fields[field]?.classification ?? 'secret') : 'secret';
}

/** True when `audience` may see values of this field. */
export function mayShow(audience: Audience, message: MessageName, field: string): boolean {
  const allowed: readonly Classification[] = audiences[audience];
  return allowed.includes(classificationOf(message, field));
}

/** The classifications an audience may see, as a type. */
export type Showable<To extends Audience> = (typeof audiences)[To][number];

/** The fields of a message that are classified so, as a type. */
export type FieldWith<Message extends MessageName, Wanted extends Classification> = {
  [
    Field in keyof (typeof classificationTable)[Message]
  ]: (typeof classificationTable)[Message][Field] extends {
    readonly classification: Wanted;
  }
    ? Field
    : never;
}[keyof (typeof classificationTable)[Message]];

/** Names of fields that in at least one message a log may not show: it hides values of these names everywhere. */
export const hiddenFieldNames: ReadonlySet<string> = new Set(
  messageNames.flatMap((message) =>
    Object.keys(fieldsOf(message)).filter((field) => !mayShow('log', message, field)),
  ),
);
