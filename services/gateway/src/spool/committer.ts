/** Makes batches durable, one after the other, hands them to the shipper, and deletes what the event log has. */
import { visitEffects } from '../core/recording/batch-frame.js';
import type { OpenRows } from '../core/recording/open-rows.js';
import { RowLedger } from '../core/recording/row-ledger.js';
import type { RecordErrorCode } from '../core/ports/recorder.js';
import { gauge, readGauge, type ControlBlock } from './control-block.js';
import { ShipFeed, type Shipment } from './ship-feed.js';
import type { SpoolFile } from './spool-file.js';
import { failureText, recordErrorCode } from './spool-failure.js';
import {
  crowdedHousekeepingMs,
  deleteGraceBytesMax,
  deleteGraceMs,
  housekeepingMs,
  probeMs,
  shipPauseMs,
  shrinkBytesMin,
} from './spool-limits.js';

export type CommitResult =
  | { readonly kind: 'durable' }
  | { readonly kind: 'failed'; readonly code: RecordErrorCode; readonly reason: string };

export class Committer {
  private readonly ledger: RowLedger;
  private readonly open: OpenRows;
  private readonly feed: ShipFeed;
  /** Bytes of rows on disk since rows were last deleted. */
  private undeletedBytes = 0;
  private readonly undeletedBytesMax: number;
  private housekeptMs = 0;
  private probedMs = 0;
  private failing = false;

  constructor(
    private readonly file: SpoolFile,
    private readonly control: ControlBlock,
    ship: (shipment: Shipment) => void,
    spoolBytesMax: number,
    private readonly nowMs: () => number,
  ) {
    const { first, last, open } = file.survey();
    this.ledger = new RowLedger(first, last);
    this.open = open;
    this.undeletedBytesMax = deleteGraceBytesMax(spoolBytesMax);
    this.feed = new ShipFeed(this.ledger, file, control, ship);
    control.gauges[gauge.acked] = this.ledger.acked;
    this.report();
  }

  /** What an earlier start left open. */
  leftOpen(): ReturnType<SpoolFile['openEntries']> {
    return this.file.openEntries(this.open);
  }

  /** Stores one batch. When it has failed, nothing of it is stored and `recovered` says when the next may be tried. */
  commit(frame: Uint8Array): CommitResult {
    const row = this.ledger.next;
    const effects: { opens: boolean; request: number }[] = [];
    visitEffects(frame, (effect, request) => effects.push({ opens: effect === 'opens', request }));
    try {
      this.file.transaction(() => {
        this.file.insert(row, frame);
        for (const { opens, request } of effects) {
          if (!opens && this.open.hasEntry(request)) this.file.dropOpen(request);
        }
      });
    } catch (error) {
      this.failing = true;
      this.probedMs = this.nowMs();
      return { kind: 'failed', code: recordErrorCode(error), reason: failureText(error) };
    }
    for (const { opens, request } of effects) {
      if (opens) this.open.opened(request, row);
      else this.open.closed(request);
    }
    this.ledger.committed = row;
    this.undeletedBytes += frame.length;
    const { gauges } = this.control;
    gauges[gauge.usedBytes] = readGauge(this.control, 'usedBytes') + frame.length;
    gauges[gauge.roomBytes] = readGauge(this.control, 'roomBytes') - frame.length;
    gauges[gauge.unshippedRows] = this.ledger.unshipped;
    this.feed.offer(row, frame);
    return { kind: 'durable' };
  }

  /** Hands rows over when the shipper waits. */
  feedShipper(): void {
    this.ledger.acked = Math.max(this.ledger.acked, readGauge(this.control, 'acked'));
    this.control.gauges[gauge.unshippedRows] = this.ledger.unshipped;
    this.feed.handOver(this.nowMs());
  }

  /** Deletes, measures and shrinks, at its own pace. */
  housekeep(force = false): void {
    const now = this.nowMs();
    const crowded = this.undeletedBytes > this.undeletedBytesMax;
    if (!force && now - this.housekeptMs < (crowded ? crowdedHousekeepingMs : housekeepingMs)) return;
    this.housekeptMs = now;
    this.ledger.mark(now);
    this.ledger.acked = Math.max(this.ledger.acked, readGauge(this.control, 'acked'));
    try {
      this.deleteUpTo(this.ledger.deletable(now, force || crowded ? 0 : deleteGraceMs));
      if (this.file.fileBytes() > shrinkBytesMin && this.file.usedBytes() < shrinkBytesMin / 8)
        this.file.shrink();
    } catch (error) {
      this.control.gauges[gauge.housekeepingFailures] = readGauge(this.control, 'housekeepingFailures') + 1;
      this.failing ||= recordErrorCode(error) === 'SPOOL_BROKEN';
    }
    this.report();
  }

  /** Tries a failed file again, at its own pace. True when it works again. */
  recovered(): boolean {
    if (!this.failing || this.nowMs() - this.probedMs < probeMs) return false;
    this.probedMs = this.nowMs();
    try {
      this.file.checkpoint();
      this.deleteUpTo(this.ledger.deletable(this.probedMs, 0));
      this.file.probe();
    } catch {
      // Still failing: the next probe says when it is over, and whoever records is refused until then.
      return false;
    }
    this.failing = false;
    this.report();
    return true;
  }

  /** How long the committer may sleep when nothing else happens. */
  idleMs(): number {
    if (this.feed.waits) return shipPauseMs;
    if (this.failing) return probeMs;
    return this.ledger.deleted < this.ledger.committed ? housekeepingMs : Infinity;
  }

  close(): void {
    this.housekeep(true);
    this.file.close();
  }

  private deleteUpTo(row: number): void {
    if (row <= this.ledger.deleted) return;
    const moving = this.open.upTo(row);
    this.file.transaction(() => {
      for (const one of moving) this.file.keepOpen(one.request, one.row);
      this.file.deleteUpTo(row);
    });
    this.open.movedAll(moving);
    this.ledger.deletedUpTo(row);
    this.undeletedBytes = 0;
  }

  private report(): void {
    const { gauges } = this.control;
    gauges[gauge.usedBytes] = this.file.usedBytes();
    gauges[gauge.roomBytes] = this.file.roomBytes();
    const cpu = process.threadCpuUsage();
    gauges[gauge.committerCpuUs] = cpu.user + cpu.system;
    gauges[gauge.unshippedRows] = this.ledger.unshipped;
    gauges[gauge.oldestUnshippedMs] = this.ledger.oldestUnshippedMs();
  }
}
