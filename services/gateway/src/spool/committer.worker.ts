/** The committer's thread: sleeps until the bell rings, and never runs an event loop of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { Committer } from './committer.js';
import { controlOf, word } from './control-block.js';
import type { CommitterData, CommitterMessage } from './threads.js';
import { SpoolFile } from './spool-file.js';
import { SpoolOpenError } from './spool-failure.js';
import { lockRetryMs } from './spool-limits.js';

const data = workerData as CommitterData;
const control = controlOf(data.control);
const { words } = control;
if (parentPort === null) throw new Error('the committer runs as a worker thread');
const recorder: MessagePort = parentPort;
const say = (message: CommitterMessage): void => recorder.postMessage(message);

/** A former process of this replica may still hold the spool while it stops: it is waited for. */
function open(): Committer | undefined {
  for (const deadline = Date.now() + data.lockWaitMs; ;) {
    try {
      const file = SpoolFile.open(data.folder, data.spoolBytesMax);
      return new Committer(
        file,
        control,
        (shipment) => data.shipper.postMessage(shipment),
        data.spoolBytesMax,
        Date.now,
      );
    } catch (error) {
      if (!(error instanceof SpoolOpenError)) throw error;
      if (error.code !== 'SPOOL_LOCKED' || Date.now() >= deadline) {
        say({ kind: 'notOpened', code: error.code, reason: error.message });
        return undefined;
      }
      Atomics.wait(words, word.closing, 0, lockRetryMs);
    }
  }
}

function run(committer: Committer): void {
  let done = Atomics.load(words, word.submitted);
  say({ kind: 'opened', open: committer.leftOpen() });
  for (;;) {
    const bell = Atomics.load(words, word.bell);
    const submitted = Atomics.load(words, word.submitted);
    if (submitted !== done) {
      done = submitted;
      const result = committer.commit(control.batch.subarray(0, Atomics.load(words, word.batchBytes)));
      if (result.kind === 'durable') recorder.postMessage(submitted);
      else say(result);
    }
    committer.feedShipper();
    committer.housekeep();
    if (committer.recovered()) say({ kind: 'recovered' });
    if (Atomics.load(words, word.submitted) !== done) continue;
    if (Atomics.load(words, word.closing) === 1) break;
    Atomics.wait(words, word.bell, bell, committer.idleMs());
  }
  committer.close();
  say({ kind: 'closed' });
}

const committer = open();
if (committer) run(committer);
data.shipper.close();
