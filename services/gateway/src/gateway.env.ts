/** The gateway's own environment variables. */
import path from 'node:path';
import { z } from 'zod';
import { commaList, port, wholeNumber } from '@sallyport/service-kit/env/variable';

const file = (what: string): z.ZodOptional<z.ZodString> => z.string().min(1).optional().describe(what);

const MIB = 1024 * 1024;

export const gatewayEnv = {
  SALLYPORT_CONFIG: z.string().min(1).describe('path of sallyport.yaml: issuers, connections, access'),
  SALLYPORT_HTTP_HOST: z.string().default('127.0.0.1').describe('address of the HTTP data port'),
  SALLYPORT_HTTP_PORT: port().default(0).describe('the HTTP data port; 0 takes a free one'),
  SALLYPORT_SPOOL_DIR: z
    .string()
    .min(1)
    .transform((folder) => path.resolve(folder))
    .optional()
    .describe('folder of the spools, on a disk of this machine; needed unless AUDIT_DURABILITY is published'),
  SALLYPORT_SPOOL_BYTES_MAX: wholeNumber(16 * MIB, Number.MAX_SAFE_INTEGER)
    .default(1024 * MIB)
    .describe('most bytes of this replica’s spool; when it is full, requests are refused'),
  SALLYPORT_TLS_CERT_FILE: file(
    'certificate chain of the data port (PEM), reloaded when it changes; turns TLS on',
  ),
  SALLYPORT_TLS_KEY_FILE: file('private key of that certificate (PEM)'),
  SALLYPORT_TLS_CLIENT_CA_FILE: file('authorities of client certificates (PEM); turns mutual TLS on'),
  SALLYPORT_TRUSTED_PROXIES: commaList()
    .optional()
    .describe('addresses or networks whose X-Forwarded-For and Forwarded are believed, separated by commas'),
  SALLYPORT_TOKEN_KEY_FILE: file('key that signs session tokens (JWK or PEM); without it POST /token is off'),
  SALLYPORT_MASKING_KEY_FILE: file(
    '32 random bytes in base64, the same on every replica: keys of placeholders, hashes and digests; without it they end with the process',
  ),
  SALLYPORT_CONTROL_ADDRESSES: commaList()
    .optional()
    .describe(
      'gRPC addresses (host:port) of the approval service, one for each replica, separated by commas; without them nobody can approve, and no lock comes',
    ),
  SALLYPORT_CONTROL_ROOT_KEY_FILE: file(
    'public root key of the approval service (Ed25519; PEM, JWK or JWK set): decisions, grants and locks must come from it',
  ),
  SALLYPORT_CONTROL_TLS_CA_FILE: file('authorities of the approval service (PEM); turns TLS on'),
  SALLYPORT_CONTROL_TLS_CERT_FILE: file('certificate of this gateway (PEM), for mutual TLS'),
  SALLYPORT_CONTROL_TLS_KEY_FILE: file('private key of that certificate (PEM)'),
  AUDIT_DURABILITY: z
    .enum(['spooled', 'published'])
    .default('spooled')
    .describe('when an event counts as durable: on this machine’s disk, or acknowledged by the event log'),
} satisfies z.ZodRawShape;

export type GatewayEnv = z.infer<z.ZodObject<typeof gatewayEnv>>;
