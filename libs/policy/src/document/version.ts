/** The policy version that every event carries: SHA-256 of the document's bytes, hexadecimal. */
import { createHash } from 'node:crypto';

export const policyVersion = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
