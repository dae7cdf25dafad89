/** The publisher's thread, for gateways without a disk: appends each batch to the event log before it counts as recorded. */
import { parentPort, workerData } from 'node:worker_threads';
import { appendsOf, appendUntilTaken } from './append-frames.js';
import { controlOf } from './control-block.js';
import { openEventLog } from './event-log-source.js';
import { logGauges } from './log-gauges.js';
import type { PublisherCommand, PublisherData, PublisherMessage } from './threads.js';

const data = workerData as PublisherData;
if (parentPort === null) throw new Error('the publisher runs as a worker thread');
const recorder = parentPort;
const say = (message: PublisherMessage): void => recorder.postMessage(message);
const stopping = new AbortController();
const state = logGauges(controlOf(data.control), say);
const opening = openEventLog(data.eventLog, state, stopping.signal);
let publishing: Promise<void> = Promise.resolve();

async function publish(frame: Uint8Array): Promise<void> {
  const log = await opening;
  for (const append of appendsOf(frame, 0)) await appendUntilTaken(log, append, state, stopping.signal);
  say({ kind: 'published' });
}

async function stop(): Promise<void> {
  stopping.abort(new Error('the publisher stops'));
  const [, opened] = await Promise.allSettled([publishing, opening]);
  if (opened.status === 'fulfilled') await opened.value.close();
  say({ kind: 'stopped' });
  recorder.close();
}

recorder.on('message', (command: PublisherCommand) => {
  if (command === 'stop') void stop();
  else publishing = publish(command);
});
