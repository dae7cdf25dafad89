/** What routes have in common, in OpenAPI: parameters, bodies, and how they refuse. */
import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBody,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiQuery,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { pageItemsDefault, pageItemsMax } from '../limits.js';
import { errorSchema } from './openapi-schemas.js';
import type { Schema } from './openapi-schemas.js';
import { stateNames } from './query.js';

const flag = { type: 'string', enum: ['true', 'false'], default: 'false' };

const parameters = {
  state: { description: 'How it stands', schema: { type: 'string', enum: [...stateNames] } },
  session: { description: 'Session id', schema: { type: 'string' } },
  identity: { description: 'Subject of who asked', schema: { type: 'string' } },
  connection: { description: 'Name of a connection', schema: { type: 'string' } },
  rule: { description: 'Name of the rule that asks', schema: { type: 'string' } },
  ended: { description: 'Ended ones too', schema: flag },
  lifted: { description: 'Lifted ones too', schema: flag },
  limit: {
    description: 'Items in a page',
    schema: { type: 'integer', minimum: 1, maximum: pageItemsMax, default: pageItemsDefault },
  },
  cursor: { description: 'nextCursor of the page before', schema: { type: 'string' } },
} as const;

export function Parameters(...names: readonly (keyof typeof parameters)[]): MethodDecorator {
  return applyDecorators(
    ...names.map((name) =>
      ApiQuery({ name, required: false, ...(parameters[name] as { description: string; schema: object }) }),
    ),
  );
}

export function Answers(): MethodDecorator {
  return applyDecorators(
    ApiBadRequestResponse({ description: 'Says what is wrong', schema: errorSchema }),
    ApiUnauthorizedResponse({ schema: errorSchema }),
    ApiForbiddenResponse({ schema: errorSchema }),
    ApiNotFoundResponse({ schema: errorSchema }),
    ApiConflictResponse({ description: 'It stands otherwise than that', schema: errorSchema }),
  );
}

export function bodyOf(schema: Schema): MethodDecorator {
  return ApiBody({ schema });
}
