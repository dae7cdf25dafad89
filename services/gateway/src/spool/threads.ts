/** What the recorder, the committer and the shipper say to each other. */
import type { MessagePort } from 'node:worker_threads';
import type { RecordErrorCode } from '../core/ports/recorder.js';
import type { OpenRequestEntry } from './spool-file.js';
import type { SpoolOpenError } from './spool-failure.js';

/** How a worker thread opens the event log: a module that exports `openEventLog(config)`, and plain data for it. */
export interface EventLogSource {
  readonly module: string;
  readonly config: unknown;
}

export interface CommitterData {
  readonly control: SharedArrayBuffer;
  readonly folder: string;
  readonly spoolBytesMax: number;
  readonly lockWaitMs: number;
  readonly shipper: MessagePort;
}

/** Besides these, the committer sends the bare number of a batch that is durable: a number costs least. */
export type CommitterMessage =
  | { readonly kind: 'opened'; readonly open: readonly OpenRequestEntry[] }
  | { readonly kind: 'notOpened'; readonly code: SpoolOpenError['code']; readonly reason: string }
  | { readonly kind: 'failed'; readonly code: RecordErrorCode; readonly reason: string }
  | { readonly kind: 'recovered' }
  | { readonly kind: 'closed' };

export interface ShipperData {
  readonly control: SharedArrayBuffer;
  readonly committer: MessagePort;
  readonly eventLog: EventLogSource;
  /** The folder of all spools, searched for orphans, and the name of this replica's own folder in it. */
  readonly spools: { readonly directory: string; readonly own: string } | undefined;
}

/** From the recorder to the shipper. */
export type ShipperCommand =
  | { readonly kind: 'adopt' }
  /** The completions of an adopted spool are durable here: it may be removed. */
  | { readonly kind: 'adopted'; readonly folder: string }
  | { readonly kind: 'stop' };

/** From the shipper to the recorder. */
export type ShipperMessage =
  | { readonly kind: 'ready' }
  /** All rows of an orphan are on the event log; these requests were open in it. */
  | {
      readonly kind: 'orphan';
      readonly folder: string;
      readonly events: number;
      readonly open: readonly OpenRequestEntry[];
    }
  | { readonly kind: 'orphanFailed'; readonly folder: string; readonly reason: string }
  | { readonly kind: 'logAway'; readonly code: string }
  | { readonly kind: 'logBack' }
  | { readonly kind: 'stopped' };

export interface PublisherData {
  readonly control: SharedArrayBuffer;
  readonly eventLog: EventLogSource;
}

/** From the recorder to the publisher: a frame to append, or the end. */
export type PublisherCommand = Uint8Array | 'stop';

/** From the publisher to the recorder: a frame is on the event log, the log's state, or that it has stopped. */
export type PublisherMessage =
  { readonly kind: 'published' } | Extract<ShipperMessage, { kind: 'logAway' | 'logBack' | 'stopped' }>;
