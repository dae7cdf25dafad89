/** The secret behind placeholders, hashes and digests of masked data: made once, the same for every gateway. */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';

/** Makes the file (32 random bytes in base64, readable by its owner only), unless it is there. */
export function ensureMaskingKey(file: string): void {
  if (existsSync(file)) return;
  writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
}
