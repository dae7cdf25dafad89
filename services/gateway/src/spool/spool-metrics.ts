/** What operators see of the spool. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RecordErrorCode } from '../core/ports/recorder.js';
import { readGauge, type ControlBlock, type gauge } from './control-block.js';
import type { CommitObserver } from './batch-recorder.js';

export interface SpoolMetrics extends CommitObserver {
  adopted(events: number): void;
  adoptionFailed(): void;
}

export function spoolMetrics(
  registry: Registry,
  control: ControlBlock,
  openRequests: () => number,
): SpoolMetrics {
  const registers = [registry];
  const recorded = new Counter({
    name: 'sallyport_recorded_events_total',
    help: 'Events made durable',
    registers,
  });
  const failures = new Counter({
    name: 'sallyport_record_failures_total',
    help: 'Events that could not be stored',
    labelNames: ['code'],
    registers,
  });
  const commits = new Histogram({
    name: 'sallyport_spool_commit_seconds',
    help: 'From handing a batch over until it is durable',
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5],
    registers,
  });
  const batches = new Histogram({
    name: 'sallyport_spool_batch_events',
    help: 'Events in one group commit',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const adopted = new Counter({
    name: 'sallyport_spool_adopted_events_total',
    help: 'Events shipped from the spools of dead replicas',
    registers,
  });
  const adoptionFailures = new Counter({
    name: 'sallyport_spool_adoption_failures_total',
    help: 'Spools of dead replicas that could not be read',
    registers,
  });

  const shown = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  const of = (name: keyof typeof gauge) => (): number => readGauge(control, name);
  const since = (name: keyof typeof gauge) => (): number => {
    const ms = readGauge(control, name);
    return ms === 0 ? 0 : Math.max(0, Date.now() - ms) / 1000;
  };
  shown('sallyport_open_requests', 'Requests received and not completed', openRequests);
  shown('sallyport_spool_bytes', 'Bytes the spool takes on disk', of('usedBytes'));
  shown('sallyport_spool_unshipped_rows', 'Group commits that are not on the event log', of('unshippedRows'));
  shown('sallyport_spool_oldest_unshipped_seconds', 'Age of the oldest of them', since('oldestUnshippedMs'));
  shown(
    'sallyport_spool_housekeeping_failures',
    'Deletions and checks of size that failed since the start',
    of('housekeepingFailures'),
  );
  shown(
    'sallyport_event_log_away_seconds',
    'How long the event log has refused; 0 while it takes',
    since('logAwaySinceMs'),
  );
  shown('sallyport_shipped_events', 'Events the event log has taken since the start', of('shippedEvents'));
  shown('sallyport_ship_appends', 'Appends the event log has taken since the start', of('appends'));
  shown(
    'sallyport_ship_seconds',
    'Time those appends took, in all',
    () => readGauge(control, 'shipMs') / 1000,
  );
  shown(
    'sallyport_spool_committer_cpu_seconds',
    'CPU time of the committer',
    () => readGauge(control, 'committerCpuUs') / 1e6,
  );
  shown(
    'sallyport_spool_shipper_cpu_seconds',
    'CPU time of the shipper',
    () => readGauge(control, 'shipperCpuUs') / 1e6,
  );

  return {
    stored(events, elapsedMs) {
      recorded.inc(events);
      batches.observe(events);
      commits.observe(elapsedMs / 1000);
    },
    failed: (events: number, code: RecordErrorCode) => failures.inc({ code }, events),
    adopted: (events) => adopted.inc(events),
    adoptionFailed: () => adoptionFailures.inc(),
  };
}
