/** Query parameters in OpenAPI, declared once for the routes that share them. */
import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiQuery,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { eventTypeNames } from '@sallyport/recording/event-type';
import { pageItemsDefault, pageItemsMax } from '../limits.js';
import { alerts } from '../store/read-records.js';
import { sessionOrders } from '../store/read-sessions.js';
import { errorSchema } from './openapi-schemas.js';

const descriptions = {
  identity: 'Subject of the caller; of what people decide, who did it',
  agent: 'Agent that acted',
  connection: 'Name of a connection',
  session: 'Session id',
  request: 'Request id: also of what people decided on its approval',
  model: 'Model, as requests name it',
  dialect: 'Dialect that a request was read in, such as openai-chat',
  operation: 'What is asked for, such as chat or graph-run',
  graph: 'Graph of a run, or that the client says it is part of',
  tool: 'Tool: of sessions, that an answer called; of events, also offered or called in an earlier turn',
  masked: 'Kind of what was masked, such as email; * for any',
  from: 'At or after this time (RFC 3339)',
  to: 'Before this time (RFC 3339)',
  cursor: 'nextCursor of the page before',
  lastEventId: 'With follow: id of the last frame that was seen; the same as the header Last-Event-ID',
} as const;

type TextParameter = keyof typeof descriptions;
type SpecialParameter =
  'limit' | 'verdict' | 'type' | 'order' | 'sessionOrder' | 'follow' | 'alive' | 'alert' | 'tokensMin';

export function QueryParameters(...names: readonly (TextParameter | SpecialParameter)[]): MethodDecorator {
  return applyDecorators(
    ...names.map((name) =>
      ApiQuery({ name: name === 'sessionOrder' ? 'order' : name, required: false, ...parameter(name) }),
    ),
    ApiBadRequestResponse({ description: 'Says which parameters are wrong', schema: errorSchema }),
    ApiUnauthorizedResponse({ schema: errorSchema }),
    ApiForbiddenResponse({ schema: errorSchema }),
  );
}

function parameter(name: TextParameter | SpecialParameter): {
  description: string;
  schema: object;
} {
  switch (name) {
    case 'limit':
      return {
        description: 'Items in a page',
        schema: { type: 'integer', minimum: 1, maximum: pageItemsMax, default: pageItemsDefault },
      };
    case 'verdict':
      return {
        description: 'With such a verdict',
        schema: { type: 'string', enum: ['allow', 'deny', 'hold'] },
      };
    case 'type':
      return { description: 'Event type', schema: { type: 'string', enum: [...eventTypeNames] } };
    case 'order':
      return {
        description: 'asc: as they happened; desc: the latest first',
        schema: { type: 'string', enum: ['asc', 'desc'] },
      };
    case 'sessionOrder':
      return {
        description: 'The latest active or the latest begun first',
        schema: { type: 'string', enum: [...sessionOrders], default: 'activity' },
      };
    case 'alert':
      return {
        description: 'Alerts, by what raised them',
        schema: { type: 'string', enum: Object.keys(alerts) },
      };
    case 'tokensMin':
      return {
        description: 'Tokens of input and output together, at least',
        schema: { type: 'integer', minimum: 0 },
      };
    case 'alive':
      return {
        description: 'Signs of life too',
        schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
      };
    case 'follow':
      return {
        description: 'Live tail as server-sent events',
        schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
      };
    default:
      return { description: descriptions[name], schema: { type: 'string' } };
  }
}
