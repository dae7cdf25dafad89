/** What a thread that appends tells of the event log: gauges for metrics, and a word when it goes away or comes back. */
import type { LogState } from './append-frames.js';
import { gauge, readGauge, type ControlBlock } from './control-block.js';
import type { ShipperMessage } from './threads.js';

export function logGauges(
  control: ControlBlock,
  say: (message: Extract<ShipperMessage, { kind: 'logAway' | 'logBack' }>) => void,
): LogState {
  const { gauges } = control;
  return {
    away(code) {
      if (gauges[gauge.logAwaySinceMs] !== 0) return;
      gauges[gauge.logAwaySinceMs] = Date.now();
      say({ kind: 'logAway', code });
    },
    took(events, elapsedMs) {
      if (gauges[gauge.logAwaySinceMs] !== 0) say({ kind: 'logBack' });
      gauges[gauge.logAwaySinceMs] = 0;
      gauges[gauge.shippedEvents] = readGauge(control, 'shippedEvents') + events;
      gauges[gauge.appends] = readGauge(control, 'appends') + 1;
      gauges[gauge.shipMs] = readGauge(control, 'shipMs') + elapsedMs;
      const cpu = process.threadCpuUsage();
      gauges[gauge.shipperCpuUs] = cpu.user + cpu.system;
    },
  };
}
