/** The responses API: `POST /v1/responses`. */
import type { Endpoint } from '../endpoint.js';
import { shortened } from '../plan.js';
import { readResponses } from './read-responses.js';
import { itemsOf, responseOf } from './response-object.js';
import { responseEvents } from './responses-stream.js';

export const responses: Endpoint = {
  required: ['input'],
  conversation: readResponses,
  whole: (body, planned) => {
    const { plan } = shortened(planned, readResponses(body).wordsMax);
    return responseOf(body, planned, itemsOf(body, plan));
  },
  streamed: responseEvents,
};
