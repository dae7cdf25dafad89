/** Which failures of PostgreSQL pass by themselves. */

/** SQLSTATE classes and codes that waiting does not cure: wrong password, unknown database, no such role or right. */
const INCURABLE = /^(28|3D|42)/u;

/** True when another attempt may succeed: refused or broken connections, start-up, shutdown, too many clients. */
export function isCurable(error: unknown): boolean {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code === undefined || !INCURABLE.test(code);
}
