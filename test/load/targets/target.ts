/** A row of the bench: something that answers the exchanges. */
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { DocumentWish } from './gateway-document.js';
import type { ProbeName } from '../traffic/probes.js';

export const rowNames = [
  'direct',
  'nginx',
  'bare',
  'portkey',
  'portkey-guard',
  'gateway',
  'gateway-kafka',
] as const;
export type RowName = (typeof rowNames)[number];

export interface Target {
  readonly row: RowName;
  readonly port: number;
  /** Before the exchange's path. */
  readonly pathPrefix: string;
  /** Header lines to add, one variant per caller; at least one variant. */
  readonly callers: readonly string[];
  /** Processes whose CPU and memory count as this row's, besides generator and upstream. */
  readonly pids: readonly number[];
  /** Bodies pass byte by byte; otherwise what they say is what counts. */
  readonly keepsBytes: boolean;
  /** Sensitive data is redacted, in requests and in answers. */
  readonly redacts: boolean;
  /** What it must refuse, with the status that says so; `call-removed`: the answer comes without the call. */
  readonly refuses: Readonly<Partial<Record<ProbeName, number | 'call-removed'>>>;
  /** The row's recorded events, for rows that record. */
  readonly recording?: Recording;
  /** Puts another document in force, for rows that have one. */
  reload?(wish: DocumentWish): Promise<void>;
}

/** What a row has that neither judges nor masks. */
export const passesAll = {
  pathPrefix: '',
  callers: [''],
  keepsBytes: true,
  redacts: false,
  refuses: {},
} as const;

export interface Backlog {
  /** Events recorded and not yet in the log. */
  readonly unshippedEvents: number;
  /** What the spool takes on disk. */
  readonly spoolMib: number;
}

/** What can be asked of a target that records. */
export interface Recording {
  /** The log it ships to. */
  readonly log: EventLog;
  backlog(): Promise<Backlog>;
}
