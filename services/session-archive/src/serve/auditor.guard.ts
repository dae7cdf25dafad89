/** Lets only members of the auditor role's groups in; refusals are answered as the identity library words them. */
import { createParamDecorator, Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Caller } from '@sallyport/identity/caller';
import type { RestGuard } from '@sallyport/identity/rest-guard';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AUDITORS } from './tokens.js';

/** The verified auditor of each request that passed. */
const callers = new WeakMap<FastifyRequest, Caller>();

@Injectable()
export class AuditorGuard implements CanActivate {
  constructor(@Inject(AUDITORS) private readonly auditors: RestGuard) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const result = await this.auditors(request.raw.rawHeaders, request.raw.url ?? '/');
    if (result.kind === 'allowed') {
      callers.set(request, result.caller);
      return true;
    }
    await http.getResponse<FastifyReply>().code(result.status).headers(result.headers).send(result.body);
    return false;
  }
}

/** The auditor who asks. */
export const Auditor = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new TypeError('the route is not guarded');
  return caller;
});
