/**
 * Variables that look like ours and are not: Kubernetes service links, those of Kafka's own scripts and our CLI, and
 * well-known names of other programs.
 */

/** Kubernetes sets these for each service of the namespace (`sallyport-gateway`, `kafka`), in Docker's link format. */
const SERVICE_LINKS = [
  /_SERVICE_HOST$/u,
  /_SERVICE_PORT(_[A-Z0-9_]+)?$/u,
  /_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/u,
];
const SERVICE_LINK_URL = /^(tcp|udp|sctp):\/\//u;

/** Read by Kafka's start scripts, which often share a shell with us. */
const KAFKA_SCRIPTS = new Set([
  'KAFKA_HOME',
  'KAFKA_OPTS',
  'KAFKA_HEAP_OPTS',
  'KAFKA_JVM_PERFORMANCE_OPTS',
  'KAFKA_LOG4J_OPTS',
]);
/** Read by the command line tool, which often shares a shell with a service. */
const COMMAND_LINE = new Set(['SALLYPORT_URL']);
/** Names of other programs and frameworks that are one or two letters away from ours. */
const ALIKE = new Set(['DATABASE_URI', 'DATABASE_SSL', 'DATABASE_URLS', 'LOGLEVEL', 'LOG_LEVELS']);
/** Further databases of another program, by number. */
const NUMBERED_DATABASE = /^DATABASE_URL_?\d+$/u;

/** True for the shape of a Kubernetes service link. */
export function isServiceLink(name: string, value: string): boolean {
  return (
    SERVICE_LINKS.some((pattern) => pattern.test(name)) ||
    (name.endsWith('_PORT') && SERVICE_LINK_URL.test(value))
  );
}

/** True when the variable is not ours although its name begins like ours or is nearly one. */
export function isForeign(name: string, value: string): boolean {
  return (
    isServiceLink(name, value) ||
    NUMBERED_DATABASE.test(name) ||
    [KAFKA_SCRIPTS, COMMAND_LINE, ALIKE].some((names) => names.has(name))
  );
}
