/** Rights of the role a service runs as; migrations run as the schema's owner and grant them table by table. */
import type { QueryRunner } from 'typeorm';

/** The session setting in which `migrate` tells migrations the role of DATABASE_URL. */
export const RUNTIME_ROLE_SETTING = 'sallyport.runtime_role';

export type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'USAGE' | 'EXECUTE';

/**
 * Grants `privileges` on `object` (`TABLE sessions`, `SEQUENCE x`, `FUNCTION f(text)`) to the runtime role. To be called in
 * migrations; does nothing where owner and runtime role are one.
 */
export async function grantToRuntimeRole(
  runner: QueryRunner,
  privileges: readonly Privilege[],
  object: string,
): Promise<void> {
  await runner.query(
    `DO $grant$ BEGIN
       IF current_setting('${RUNTIME_ROLE_SETTING}') <> current_user THEN
         EXECUTE format('GRANT ${privileges.join(', ')} ON ${object} TO %I', current_setting('${RUNTIME_ROLE_SETTING}'));
       END IF;
     END $grant$`,
  );
}

/** The user of a PostgreSQL URL; without one, PostgreSQL would take the system's user. */
export function roleOf(url: string): string | undefined {
  const user = new URL(url).username;
  return user === '' ? undefined : decodeURIComponent(user);
}
