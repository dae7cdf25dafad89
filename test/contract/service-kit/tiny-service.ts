/** A service of its own for the tests of `runService`: parts that say when they stop, and a request that outlives SIGTERM. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import { runService } from '@sallyport/service-kit/service/run-service';
import type { ServiceContext } from '@sallyport/service-kit/service/service-definition';
import { SERVICE_CONTEXT } from '@sallyport/service-kit/service/tokens';

const env = {
  SALLYPORT_TINY_MODE: z
    .enum(['well', 'stuck', 'bad-config', 'throws-at-start', 'unready', 'dead'])
    .default('well')
    .describe('what goes wrong'),
};

/** Resolved when the first part is asked to stop: requests in flight wait for it. */
const draining = Promise.withResolvers<undefined>();

@Controller('tiny')
class TinyController {
  readonly #context: ServiceContext<unknown>;

  constructor(@Inject(SERVICE_CONTEXT) context: ServiceContext<unknown>) {
    this.#context = context;
  }

  @Get('in-flight')
  async inFlight(): Promise<{ finished: boolean }> {
    this.#context.log.info({ event: 'in-flight' });
    await draining.promise;
    await sleep(100);
    return { finished: true };
  }

  @Get('throw')
  throw(): string {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    return 'soon';
  }

  @Get('reject')
  reject(): string {
    void Promise.reject(new Error('nobody awaits this'));
    return 'soon';
  }

  @Get('fail')
  fail(): string {
    this.#context.lifecycle.fail('the disk is gone');
    return 'soon';
  }

  @Get('defect')
  defect(): never {
    throw new Error('a defect with hunter2 in it');
  }
}

await runService({
  name: 'approval',
  purpose: 'stands in for a service in tests',
  env,
  module: ({ env: { SALLYPORT_TINY_MODE: mode }, lifecycle, log }) => {
    if (mode === 'bad-config') throw new StartError('config', 'tiny.yaml: line 3: unknown key');
    if (mode === 'throws-at-start') throw new Error('a defect in the module');
    const part = (name: string): void => {
      lifecycle.add({
        name,
        start: () => {
          log.info({ event: 'part started', part: name });
          return Promise.resolve();
        },
        stop: async () => {
          draining.resolve(undefined);
          log.info({ event: 'part stopped', part: name });
          if (mode === 'stuck') await new Promise(() => undefined);
        },
        dead: () => (mode === 'dead' && name === 'second' ? 'it has stalled' : undefined),
        unready: () => (mode === 'unready' && name === 'first' ? 'it has nothing to serve' : undefined),
      });
    };
    part('first');
    part('second');
    return { controllers: [TinyController] };
  },
});
