/** The SALLYPORT_ variables of the person's environment: those that a start reads, and what to say of any other. */
import { isServiceLink } from '@sallyport/service-kit/env/foreign-variables';
import { isAlmostKnown, nearestName } from '@sallyport/service-kit/env/nearest-name';
import { slackVariables } from './slack-environment.js';

/** Stand for options of the same name. */
const options = ['SALLYPORT_PORT', 'SALLYPORT_PORTS', 'SALLYPORT_REPLICAS', 'SALLYPORT_STATE'];
/** Handed to the gateway. */
export const gatewayVariables: readonly string[] = [
  'AUDIT_DURABILITY',
  'SALLYPORT_SPOOL_BYTES_MAX',
  'SALLYPORT_HTTP_HOST',
  'SALLYPORT_TLS_CERT_FILE',
  'SALLYPORT_TLS_KEY_FILE',
  'SALLYPORT_TLS_CLIENT_CA_FILE',
  'SALLYPORT_TRUSTED_PROXIES',
];
/** Handed to the stand-in for the LLM provider: how slow it is to be. */
export const demoLlmVariables: readonly string[] = [
  'SALLYPORT_DEMO_LLM_LATENCY_MS',
  'SALLYPORT_DEMO_LLM_CHUNK_PAUSE_MS',
];
/** Of services that are started one by one: here an option stands for them. */
const instead: Readonly<Record<string, string>> = {
  SALLYPORT_CONFIG: '--config FILE',
  SALLYPORT_HTTP_PORT: '--port N',
  SALLYPORT_ADMIN_PORT: '--ports NAME=N',
  SALLYPORT_GRPC_PORT: '--ports NAME-grpc=N',
  SALLYPORT_REPLICA: '--replicas NAME=N',
  SALLYPORT_SPOOL_DIR: '--state DIR',
  SALLYPORT_TOKEN_KEY_FILE: '--state DIR',
  SALLYPORT_MASKING_KEY_FILE: '--state DIR',
};
/** Of the command line tool, the tests and docker compose, which may share a shell with a start. */
const ofOthers = new Set([
  ...['SALLYPORT_URL', 'SALLYPORT_GATEWAY_URL', 'SALLYPORT_ISSUER', 'SALLYPORT_CLIENT_ID', 'SALLYPORT_TOKEN'],
  ...['SALLYPORT_RUN_FILE', 'SALLYPORT_TEST_FULL', 'SALLYPORT_POLICY'],
]);
const passwords = 'SALLYPORT_DB_PASSWORD';

/** One sentence for each variable that a start would pass over in silence; names only, never values. */
export function passedOver(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const read = [...options, ...gatewayVariables, ...demoLlmVariables, ...slackVariables];
  return Object.entries(env).flatMap(([name, value = '']) => {
    const ours = name.startsWith('SALLYPORT_') || isAlmostKnown(name, ['AUDIT_DURABILITY']);
    if (!ours || read.includes(name) || ofOthers.has(name) || name.startsWith(passwords)) return [];
    if (isServiceLink(name, value)) return [];
    const option = instead[name];
    if (option !== undefined) return [`${name} is for a single service: use ${option}`];
    const nearest = nearestName(name, read);
    return [`${name} is not known${nearest === undefined ? '' : `: did you mean ${nearest}?`}`];
  });
}
