/** A row of the bench: something that answers the two exchanges. */
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { Exchange } from './exchange.js';

export type RowName = 'direct' | 'nginx' | 'bare' | 'gateway' | 'gateway-kafka';

export const rowNames: readonly RowName[] = ['direct', 'nginx', 'bare', 'gateway', 'gateway-kafka'];

export interface Target {
  readonly row: RowName;
  readonly port: number;
  /** Before the exchange's path. */
  readonly pathPrefix: string;
  /** Header lines to add, one variant per caller; at least one variant. */
  readonly callers: readonly string[];
  /** Processes whose CPU and memory count as this row's, besides generator and upstream. */
  readonly pids: readonly number[];
  /** The row's recorded events, for rows that record. */
  readonly recording?: Recording;
}

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

/** The exchange as bytes on the wire, once per caller. */
export function requestBytes(target: Target, exchange: Exchange): readonly string[] {
  const body = exchange.requestBody;
  return target.callers.map(
    (caller) =>
      `${exchange.method} ${target.pathPrefix}${exchange.path} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\n` +
      `Content-Type: application/json\r\nAccept: */*\r\nUser-Agent: sallyport-bench\r\n${caller}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
