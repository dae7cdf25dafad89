/** A consumer of the event log as a part of the service: one consume loop. */
import { ConsumeLoop } from '../consume/consume-loop.js';
import type { Handler } from '../consume/handler.js';
import { tracedHandler } from '../telemetry/traced-handler.js';
import type { Part, ServiceContext } from './service-definition.js';

/** Alive while the loop neither crashed nor stalled; ready once the group was joined. */
export function consumerPart(handler: Handler, context: ServiceContext<unknown>): Part {
  const { database, eventLog, log, metrics } = context;
  if (database === undefined)
    throw new TypeError(`${context.name} consumes and has no database for its inbox`);
  const loop = new ConsumeLoop({
    eventLog,
    dataSource: database,
    handler: tracedHandler(handler),
    registry: metrics,
    log,
  });
  return {
    name: `consumer ${handler.group} of ${handler.topics.join(', ')}`,
    start() {
      loop.start();
      return Promise.resolve();
    },
    stop: () => loop.stop(),
    dead: () => loop.problem(),
    unready: () => (loop.joined() ? undefined : 'the consumer group is not joined yet'),
  };
}
