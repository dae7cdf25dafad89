/** A consumer of the event log as a part of the service. */
import type { Handler } from '../consume/handler.js';
import type { Part, ServiceContext } from './service-definition.js';

export function consumerPart(handler: Handler, context: ServiceContext<unknown>): Part {
  throw new TypeError(`${context.name}: the consume loop for ${handler.group} is not there`);
}
