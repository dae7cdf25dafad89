/** Which failures mean that Kafka does not let us in, and what an operator does about each. */

/** Codes of Node and OpenSSL for a certificate of the broker that we do not trust. */
const UNTRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'INVALID_CA',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Types of kafkajs's protocol errors and names of its classes. */
const BY_KIND: ReadonlyMap<string, string> = new Map([
  [
    'KafkaJSSASLAuthenticationError',
    'Kafka refuses the login: check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
  ],
  [
    'SASL_AUTHENTICATION_FAILED',
    'Kafka refuses the login: check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
  ],
  [
    'UNSUPPORTED_SASL_MECHANISM',
    'Kafka does not offer this way to log in: set KAFKA_SASL_MECHANISM to one that the listener has',
  ],
  [
    'ILLEGAL_SASL_STATE',
    'this listener of Kafka has no login: unset KAFKA_SASL_MECHANISM, or name another listener in KAFKA_BROKERS',
  ],
  [
    'TOPIC_AUTHORIZATION_FAILED',
    'Kafka refuses access to a topic: grant it to the user of KAFKA_SASL_USERNAME',
  ],
  [
    'GROUP_AUTHORIZATION_FAILED',
    'Kafka refuses access to a consumer group: grant it to the user of KAFKA_SASL_USERNAME',
  ],
  [
    'CLUSTER_AUTHORIZATION_FAILED',
    'Kafka refuses an action on the cluster: grant it to the user of KAFKA_SASL_USERNAME',
  ],
]);

function byCode(code: string): string | undefined {
  if (UNTRUSTED.has(code))
    return `the certificate of Kafka is not trusted (${code}): name its authority in KAFKA_TLS_CA_FILE`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate of Kafka is for another host (${code}): name the brokers in KAFKA_BROKERS as the certificate does`;
  if (/^ERR_SSL_.*(CERTIFICATE|UNKNOWN_CA)/u.test(code))
    return `Kafka refuses the client certificate (${code}): check KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE`;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_OSSL_'))
    return `no TLS with Kafka (${code}): check KAFKA_TLS, the files of KAFKA_TLS_* and that KAFKA_BROKERS names a listener with TLS`;
  return undefined;
}

/**
 * @param errors a failure and its causes
 * @param kind of the innermost
 * @returns what to tell the operator, or undefined when it is no refusal
 */
export function refusalOf(errors: readonly Error[], kind: string): string | undefined {
  for (const error of errors) {
    const found =
      'code' in error && typeof error.code === 'string' ? byCode(error.code) : BY_KIND.get(error.name);
    if (found !== undefined) return found;
  }
  return BY_KIND.get(kind);
}

/** A broker that goes down closes connections too, so these are no refusals: what it means when they never end. */
export function closedHint(errors: readonly Error[], kind: string): string {
  if (errors.some(({ message }) => message.includes('before secure TLS connection was established')))
    return ': it ends the connection before TLS begins; if it always does, KAFKA_BROKERS names a listener without TLS';
  if (kind === 'KafkaJSConnectionClosedError')
    return ': it closes the connection; if it always does, it wants TLS (KAFKA_TLS) or a login (KAFKA_SASL_MECHANISM)';
  return '';
}
