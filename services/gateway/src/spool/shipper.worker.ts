/** The shipper's thread: appends committed rows to the event log, and ships what dead replicas left behind. */
import { parentPort, workerData } from 'node:worker_threads';
import { controlOf, gauge, ring, word } from './control-block.js';
import { appendsOf, appendUntilTaken } from './append-frames.js';
import { openEventLog } from './event-log-source.js';
import { logGauges } from './log-gauges.js';
import { Orphans } from './orphans.js';
import type { Shipment } from './ship-feed.js';
import type { ShipperCommand, ShipperData, ShipperMessage } from './threads.js';

const data = workerData as ShipperData;
const control = controlOf(data.control);
const { gauges, words } = control;
if (parentPort === null) throw new Error('the shipper runs as a worker thread');
const recorder = parentPort;
const say = (message: ShipperMessage): void => recorder.postMessage(message);
const stopping = new AbortController();

const state = logGauges(control, say);
const log = await openEventLog(data.eventLog, state, stopping.signal);
const orphans = data.spools && new Orphans(data.spools, log, state, stopping.signal, say);

async function ship(shipment: Shipment): Promise<void> {
  const memory = control.shipHalves[shipment.half].subarray(0, shipment.bytes);
  for (const append of appendsOf(memory, shipment.firstRow)) {
    await appendUntilTaken(log, append, state, stopping.signal);
    gauges[gauge.acked] = append.row;
  }
  idle();
}

function idle(): void {
  Atomics.store(words, word.shipperIdle, 1);
  ring(words);
}

let shipping: Promise<void> = Promise.resolve();
let adopting: Promise<void> = Promise.resolve();

async function stop(): Promise<void> {
  stopping.abort(new Error('the shipper stops'));
  data.committer.close();
  await Promise.allSettled([shipping, adopting]);
  orphans?.close();
  await log.close();
  say({ kind: 'stopped' });
  recorder.close();
}

data.committer.on('message', (shipment: Shipment) => {
  shipping = ship(shipment);
});
recorder.on('message', (command: ShipperCommand) => {
  if (command.kind === 'stop') void stop();
  else if (command.kind === 'adopted') orphans?.remove(command.folder);
  else adopting = adopting.then(() => orphans?.adoptAll());
});
say({ kind: 'ready' });
idle();
