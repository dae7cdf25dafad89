/** Gives rows to the shipper in order: from memory while it keeps up, from the file when it was away. */
import type { RowLedger } from '../core/recording/row-ledger.js';
import { word, type ControlBlock } from './control-block.js';
import type { SpoolFile } from './spool-file.js';
import { readBackBytesMax, shipEagerBytes, shipPauseMs } from './spool-limits.js';

/** Frames that lie one behind the other in one half of the shared memory. */
export interface Shipment {
  readonly half: 0 | 1;
  readonly bytes: number;
  readonly firstRow: number;
}

export class ShipFeed {
  private half: 0 | 1 = 0;
  private bytes = 0;
  private firstRow = 0;
  private handedOverMs = 0;
  /** The next row to put into memory; rows before it are in memory, handed over or shipped. */
  private next: number;

  constructor(
    private readonly ledger: RowLedger,
    private readonly file: SpoolFile,
    private readonly control: ControlBlock,
    private readonly ship: (shipment: Shipment) => void,
  ) {
    this.next = ledger.handedOver + 1;
  }

  /** Takes a row that was just committed, when all before it are in memory and there is room; else it waits in the file. */
  offer(row: number, frame: Uint8Array): void {
    if (row === this.next) this.put(row, frame);
  }

  /** Sends what has gathered, when the shipper is idle and the last time is not too recent. */
  handOver(nowMs: number): void {
    if (!this.waits) return;
    if (this.bytes > 0 && this.bytes < shipEagerBytes && nowMs - this.handedOverMs < shipPauseMs) return;
    if (this.bytes === 0) this.readBack();
    if (this.bytes === 0) return;
    const shipment: Shipment = { half: this.half, bytes: this.bytes, firstRow: this.firstRow };
    this.ledger.handedOver = this.next - 1;
    this.handedOverMs = nowMs;
    this.half = this.half === 0 ? 1 : 0;
    this.bytes = 0;
    Atomics.store(this.control.words, word.shipperIdle, 0);
    this.ship(shipment);
  }

  /** Whether the shipper is idle while there are rows for it. */
  get waits(): boolean {
    return this.ledger.behind && Atomics.load(this.control.words, word.shipperIdle) === 1;
  }

  private readBack(): void {
    for (const { row, frame } of this.file.rowsFrom(this.next)) {
      if (this.bytes > 0 && this.bytes + frame.length > readBackBytesMax) return;
      if (!this.put(row, frame)) return;
    }
  }

  private put(row: number, frame: Uint8Array): boolean {
    const memory = this.control.shipHalves[this.half];
    if (this.bytes + frame.length > memory.length) return false;
    if (this.bytes === 0) this.firstRow = row;
    memory.set(frame, this.bytes);
    this.bytes += frame.length;
    this.next = row + 1;
    return true;
  }
}
