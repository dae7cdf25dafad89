/** What waits for people, whom it waits for and how long, as people and programs read it. */
import type { RequestHeld } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { needsView } from './approval-view.js';
import type { EventView } from './event-view.js';
import { operationView } from './operation-view.js';
import { targetView } from './target-view.js';

export function heldView({
  requestId,
  rule,
  reasons,
  sentence,
  target,
  operation,
  call,
  requirement,
  expiresUs,
  shape,
}: RequestHeld): Partial<EventView> {
  return {
    requestId,
    ...targetView(target),
    ...(operation && { operation: operationView(operation) }),
    ...(call && { heldCall: call.tool }),
    approval: {
      ...needsView(requirement),
      ...(expiresUs > 0 && { expiresMs: expiresUs / 1000 }),
      ...(shape && { shape: shape.summary }),
    },
    verdict: { decision: 'hold', rule, reasons, obligations: [], ...(sentence !== '' && { sentence }) },
  };
}
