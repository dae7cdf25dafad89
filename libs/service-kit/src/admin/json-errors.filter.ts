/** Answers every failure of a controller as JSON: `{ "error": { "code", "message" } }`; defects are logged, not shown. */
import { Catch, HttpException } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../database/database-away.js';

export interface JsonError {
  readonly error: { readonly code: string; readonly message: string };
}

const DATABASE_AWAY = {
  code: 'DATABASE_UNAVAILABLE',
  message: 'The database of this service cannot be reached at the moment. Try again when it is back.',
};

@Catch()
export class JsonErrorsFilter implements ExceptionFilter {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(thrown);
    if (status >= 500) this.#log.error({ err: thrown }, 'a request failed');
    if (reply.sent) return;
    const answer: JsonError = { error: describe(thrown, status) };
    void reply.status(status).header('content-type', 'application/json; charset=utf-8').send(answer);
  }
}

/** Of a defect nothing is shown; what was thrown with an `errorCode` was worded for the client. */
function describe(thrown: unknown, status: number): JsonError['error'] {
  if (isDatabaseAway(thrown)) return DATABASE_AWAY;
  const worded = status < 500 || (thrown instanceof HttpException && thrown.errorCode !== undefined);
  const message = worded && thrown instanceof Error ? thrown.message : 'internal error';
  return { code: codeOf(thrown, status), message };
}

/** Nest's exceptions and Fastify's own refusals (bad JSON, body too large) both say their status. */
function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (isDatabaseAway(thrown)) return 503;
  const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : 500;
}

/** `errorCode` of the exception where its thrower gave one, else the name of the status. */
function codeOf(thrown: unknown, status: number): string {
  if (thrown instanceof HttpException && thrown.errorCode !== undefined) return thrown.errorCode;
  return STATUS_CODES[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL');
}

const STATUS_CODES: Readonly<Partial<Record<number, string>>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};
