/** The gateway, put together: recording, policy, the door, its data port and what the admin address shows. */
import type { ModuleMetadata } from '@nestjs/common';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import { PolicyRefusedError } from '@sallyport/identity/policy-file/policy-file';
import { StartError } from '@sallyport/service-kit/service/exit-codes';
import type { ServiceContext, ServiceDefinition } from '@sallyport/service-kit/service/service-definition';
import { openRecording } from './adapters/open-recording.js';
import { approvalStatus, approvalStatusPath } from './control/approval-status.js';
import type { ControlFeed } from './control/control-feed.js';
import { openControl } from './control/open-control.js';
import { gatewayEnv, type GatewayEnv } from './gateway.env.js';
import { limits } from './limits.js';
import { lookupLimits } from './lookup/lookup-limits.js';
import { UpstreamLookups } from './lookup/upstream-lookups.js';
import { readMaskSecret } from './policy/mask-keys.js';
import { openGatewayPolicy, type GatewayPolicy } from './policy/gateway-policy.js';
import { Certificates } from './protocols/http/certificates.js';
import { HttpPart } from './protocols/http/http-part.js';
import { openDoor } from './protocols/http/open-door.js';
import type { OwnEndpoint } from './protocols/http/own-endpoint.js';
import { DOOR, SessionsController } from './serve/sessions.controller.js';
import { addedLatency, trafficMetrics } from './serve/traffic-metrics.js';

export const gateway: ServiceDefinition<typeof gatewayEnv> = {
  name: 'gateway',
  purpose: 'The guarded door: verifies, judges and records each request before it forwards it.',
  env: gatewayEnv,
  module: gatewayModule,
};

async function gatewayModule(context: ServiceContext<GatewayEnv>): Promise<ModuleMetadata> {
  const { env, lifecycle, log, metrics } = context;

  // Recording starts first and stops last: whatever happens in between can be recorded.
  const recording = openRecording(context);
  lifecycle.add(recording);

  const policy = await policyOf(context);
  lifecycle.add({
    name: 'policy',
    start: () => Promise.resolve(),
    stop: () => {
      policy.close();
      return Promise.resolve();
    },
  });

  const control = await openControl(context);
  const door = openDoor({
    limits,
    policy: () => policy.current(),
    verifier: policy.verifier,
    recorder: recording.recorder,
    newId: uuidV7Generator(),
    trustedProxies: env.SALLYPORT_TRUSTED_PROXIES ?? [],
    ownEndpoints: ownEndpoints(policy, control),
    maskKeys: policy.keyRing,
    control,
    namesFor: (pools) =>
      new UpstreamLookups({
        poolOf: (connection) => pools.of(connection),
        limits: lookupLimits,
        nowMs: () => performance.now(),
        failed: (connection, why) =>
          log.warn({ connection, why }, 'an upstream could not be asked for a name'),
      }),
    observeAdded: addedLatency(metrics),
    failed: (requestId, error) => log.error({ requestId, err: error }, 'a request failed unexpectedly'),
  });
  policy.onChange((changed) => door.pools.retain(changed.connectionNames));
  trafficMetrics(metrics, door);
  // After the door: it must hear of locks from the first one on.
  if (control !== undefined) lifecycle.add(control);

  lifecycle.add(
    new HttpPart(door, {
      host: env.SALLYPORT_HTTP_HOST,
      port: env.SALLYPORT_HTTP_PORT,
      certificates: certificatesOf(env, log),
      announce: (url) => lifecycle.announce('http', url),
    }),
  );
  return { controllers: [SessionsController], providers: [{ provide: DOOR, useValue: door }] };
}

function ownEndpoints(
  policy: GatewayPolicy,
  control: ControlFeed | undefined,
): ReadonlyMap<string, OwnEndpoint> {
  if (control === undefined) return policy.ownEndpoints;
  return new Map([
    ...policy.ownEndpoints,
    [approvalStatusPath, approvalStatus(control, policy.verifier)] as const,
  ]);
}

/** A document that is refused at the start is the operator's to mend: exit code 78, every problem in the message. */
async function policyOf({ env, log, metrics }: ServiceContext<GatewayEnv>): Promise<GatewayPolicy> {
  try {
    return await openGatewayPolicy({
      path: env.SALLYPORT_CONFIG,
      tokenKeyFile: env.SALLYPORT_TOKEN_KEY_FILE,
      maskingSecret: await maskingSecretOf(env, log),
      environment: process.env,
      log,
      metrics,
    });
  } catch (error) {
    if (error instanceof PolicyRefusedError) throw new StartError('config', error.message, { cause: error });
    throw error;
  }
}

/** Without a file of its own a replica makes placeholders and digests that no other one makes, and that end with it. */
async function maskingSecretOf(
  { SALLYPORT_MASKING_KEY_FILE: file }: GatewayEnv,
  log: ServiceContext<GatewayEnv>['log'],
): Promise<Buffer | undefined> {
  if (file === undefined) {
    log.warn(
      'SALLYPORT_MASKING_KEY_FILE is not set: placeholders, hashes and digests of this replica end with its process',
    );
    return undefined;
  }
  const read = await readMaskSecret(file);
  if (read.kind === 'refused') throw new StartError('config', `SALLYPORT_MASKING_KEY_FILE: ${read.sentence}`);
  return read.secret;
}

function certificatesOf(env: GatewayEnv, log: ServiceContext<GatewayEnv>['log']): Certificates | undefined {
  const { SALLYPORT_TLS_CERT_FILE: certFile, SALLYPORT_TLS_KEY_FILE: keyFile } = env;
  if (certFile === undefined && keyFile === undefined && env.SALLYPORT_TLS_CLIENT_CA_FILE === undefined) {
    return undefined;
  }
  if (certFile === undefined || keyFile === undefined) {
    throw new StartError('usage', 'SALLYPORT_TLS_CERT_FILE and SALLYPORT_TLS_KEY_FILE are needed together');
  }
  return new Certificates({ certFile, keyFile, clientCaFile: env.SALLYPORT_TLS_CLIENT_CA_FILE }, log);
}
