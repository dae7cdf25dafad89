/** Memory that the recorder, the committer and the shipper share: the batch to commit, a bell to ring, and gauges. */
import { batchBytesMax, shipMemoryBytes } from './spool-limits.js';
import { entryHeaderBytes, keyBytesMax } from '../core/recording/batch-frame.js';
import { eventRoomBytes } from '@sallyport/contracts/encode-event-in-place';

/** 32-bit words; each has one writer. Waiting for a word to change costs a third of a message between threads. */
export const word = {
  /** Changes whenever the committer has something to do; any thread. */
  bell: 0,
  /** Batches the recorder has put into `batch`; recorder. */
  submitted: 1,
  /** Size in bytes of the batch in `batch`; recorder. */
  batchBytes: 2,
  /** 1 when the committer shall finish; recorder. */
  closing: 3,
  /** 1 while the shipper waits for rows; shipper sets it, the committer clears it. */
  shipperIdle: 4,
} as const;

/** 64-bit floats; each has one writer, readers may see a value one step old. */
export const gauge = {
  /** Last row that the event log has; shipper. */
  acked: 0,
  /** Bytes the spool takes on disk: used pages and write-ahead log; committer. */
  usedBytes: 1,
  /** Room on the disk: free blocks and free pages of the file; committer. */
  roomBytes: 11,
  /** Rows that are durable and not on the event log; committer. */
  unshippedRows: 2,
  /** When the oldest of them was committed, milliseconds since 1970; 0 when there is none; committer. */
  oldestUnshippedMs: 3,
  /** Since when the event log refuses, milliseconds since 1970; 0 while it takes; shipper. */
  logAwaySinceMs: 4,
  /** Messages the event log has taken since the start; shipper. */
  shippedEvents: 5,
  /** Time spent in appends that succeeded, milliseconds in all; shipper. */
  shipMs: 6,
  /** Appends that succeeded; shipper. */
  appends: 7,
  /** Deletions and checks that failed since the start; committer. */
  housekeepingFailures: 10,
  /** CPU time of the committer and of the shipper, microseconds; each its own. */
  committerCpuUs: 8,
  shipperCpuUs: 9,
} as const;

const WORDS_BYTES = 64;
const GAUGES_BYTES = 128;

export interface ControlBlock {
  readonly words: Int32Array;
  readonly gauges: Float64Array;
  /** The one batch that is being committed; the recorder writes it while the committer waits. */
  readonly batch: Uint8Array;
  /** Rows on their way to the event log: the committer fills one half while the shipper sends the other. */
  readonly shipHalves: readonly [Uint8Array, Uint8Array];
}

/** What travels to the threads, which make their views of it. Memory that is never touched is never taken. */
export function allocateControl(): SharedArrayBuffer {
  const batch = batchBytesMax + entryHeaderBytes + keyBytesMax + eventRoomBytes;
  return new SharedArrayBuffer(WORDS_BYTES + GAUGES_BYTES + 2 * shipMemoryBytes + batch);
}

export function controlOf(memory: SharedArrayBuffer): ControlBlock {
  const halves = WORDS_BYTES + GAUGES_BYTES;
  return {
    words: new Int32Array(memory, 0, WORDS_BYTES / 4),
    gauges: new Float64Array(memory, WORDS_BYTES, GAUGES_BYTES / 8),
    shipHalves: [
      new Uint8Array(memory, halves, shipMemoryBytes),
      new Uint8Array(memory, halves + shipMemoryBytes, shipMemoryBytes),
    ],
    batch: new Uint8Array(memory, halves + 2 * shipMemoryBytes),
  };
}

/** Wakes the committer. */
export function ring(words: Int32Array): void {
  Atomics.add(words, word.bell, 1);
  Atomics.notify(words, word.bell);
}

export function readGauge(control: ControlBlock, name: keyof typeof gauge): number {
  return control.gauges[gauge[name]] ?? 0;
}
