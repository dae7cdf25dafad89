/** `/healthz` (liveness), `/readyz` (readiness, with reasons) and `/metrics` of every service. */
import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import type { Finding } from '../service/part-list.js';
import { METRICS } from '../service/tokens.js';

/** What the health endpoints ask. */
export interface Health {
  dead(): readonly Finding[];
  unready(): readonly Finding[];
  alerts(): readonly Finding[];
}

export const HEALTH = Symbol('HEALTH');

export interface HealthAnswer {
  readonly status: 'ok' | 'failing';
  readonly reasons: readonly Finding[];
  /** What somebody should see to; it does not make the service unready. Absent when there is nothing. */
  readonly alerts?: readonly Finding[];
}

@ApiExcludeController()
@Controller()
export class HealthController {
  readonly #health: Health;
  readonly #metrics: Registry;

  constructor(@Inject(HEALTH) health: Health, @Inject(METRICS) metrics: Registry) {
    this.#health = health;
    this.#metrics = metrics;
  }

  @Get('healthz')
  @Header('cache-control', 'no-store')
  live(@Res({ passthrough: true }) reply: FastifyReply): HealthAnswer {
    return answer(reply, this.#health.dead());
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  ready(@Res({ passthrough: true }) reply: FastifyReply): HealthAnswer {
    const alerts = this.#health.alerts();
    return { ...answer(reply, this.#health.unready()), ...(alerts.length > 0 && { alerts }) };
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.header('content-type', this.#metrics.contentType);
    return this.#metrics.metrics();
  }
}

function answer(reply: FastifyReply, reasons: readonly Finding[]): HealthAnswer {
  reply.status(reasons.length === 0 ? 200 : 503);
  return { status: reasons.length === 0 ? 'ok' : 'failing', reasons };
}
