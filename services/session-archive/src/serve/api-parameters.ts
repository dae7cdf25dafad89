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
import { errorSchema } from './openapi-schemas.js';

const descriptions = {
  identity: 'Subject of the caller',
  agent: 'Agent that acted',
  connection: 'Name of a connection',
  session: 'Session id',
  request: 'Request id',
  from: 'At or after this time (RFC 3339)',
  to: 'Before this time (RFC 3339)',
  cursor: 'nextCursor of the page before',
  lastEventId: 'With follow: id of the last item that was seen; the same as the header Last-Event-ID',
} as const;

type TextParameter = keyof typeof descriptions;
type SpecialParameter = 'limit' | 'verdict' | 'type' | 'order' | 'follow';

export function QueryParameters(...names: readonly (TextParameter | SpecialParameter)[]): MethodDecorator {
  return applyDecorators(
    ...names.map((name) => ApiQuery({ name, required: false, ...parameter(name) })),
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
        description: 'Sessions with such a verdict',
        schema: { type: 'string', enum: ['allow', 'deny', 'hold'] },
      };
    case 'type':
      return { description: 'Event type', schema: { type: 'string', enum: [...eventTypeNames] } };
    case 'order':
      return {
        description: 'asc: as they happened; desc: the latest first',
        schema: { type: 'string', enum: ['asc', 'desc'] },
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
