/** The load generator, as a process: takes one order after the other and reports when its window opens and closes. */
import { setTimeout as pause } from 'node:timers/promises';
import { endWithParent } from '../targets/process-end.js';
import { LoadRun } from './load-run.js';
import type { FromGenerator, Order } from './order.js';

function report(message: FromGenerator): void {
  process.send?.(message);
}

async function run(order: Order): Promise<void> {
  const load = new LoadRun(order);
  await load.connect();
  const stop = load.start();
  await pause(order.warmUpMs);
  load.tally.open();
  report({ type: 'window-opened' });
  await pause(order.windowMs);
  load.tally.close();
  report({ type: 'window-closed' });
  await stop();
  report({ type: 'done', outcome: load.tally.outcome() });
}

process.on('message', (order: Order) => {
  void run(order);
});
endWithParent();
report({ type: 'ready' });
