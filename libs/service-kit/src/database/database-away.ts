/** Which failures of a query say that the database is not there, rather than that the query was wrong. */

/** Of Node, when there is no connection or it broke. */
const SOCKET_CODES: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH'],
]);
/** SQLSTATE: connection exceptions (class 08), shutdown and start of the server (57P01 to 57P05), too many connections. */
const SERVER_CODES = /^(?:08...|57P0[1-5]|53300)$/u;
/** What the client of PostgreSQL throws without a code. */
const CLIENT_MESSAGES =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed)/u;

/** True when the same query may succeed once the database is back. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code === undefined) return CLIENT_MESSAGES.test(error.message);
  return SOCKET_CODES.has(code) || SERVER_CODES.test(code);
}
