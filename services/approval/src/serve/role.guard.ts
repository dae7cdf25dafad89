/** Lets only those in who may; refusals are answered as the identity library words them. */
import { createParamDecorator, Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext, Type } from '@nestjs/common';
import type { Caller } from '@sallyport/identity/caller';
import type { RestGuard } from '@sallyport/identity/rest-guard';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ADMINS, ANYONE, READERS } from './tokens.js';

/** The verified caller of each request that passed. */
const callers = new WeakMap<FastifyRequest, Caller>();

function guardOf(token: symbol): Type<CanActivate> {
  @Injectable()
  class RoleGuard implements CanActivate {
    constructor(@Inject(token) private readonly permitted: RestGuard) {}

    async canActivate(context: ExecutionContext): Promise<boolean> {
      const http = context.switchToHttp();
      const request = http.getRequest<FastifyRequest>();
      const result = await this.permitted(request.raw.rawHeaders, request.raw.url ?? '/');
      if (result.kind === 'allowed') {
        callers.set(request, result.caller);
        return true;
      }
      await http.getResponse<FastifyReply>().code(result.status).headers(result.headers).send(result.body);
      return false;
    }
  }
  return RoleGuard;
}

/** Approvers, administrators and auditors. */
export const ReaderGuard = guardOf(READERS);
export const AdminGuard = guardOf(ADMINS);
/** Whoever is verified: an approval itself says who may answer it. */
export const AnyoneGuard = guardOf(ANYONE);

/** The person who asks. */
export const Person = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new TypeError('the route is not guarded');
  return caller;
});
