/** `connections`: the named upstreams. Clients choose a name; they can never choose the host. */
import { z } from 'zod';
import { credential } from './credential.js';
import { connectionName, filePath } from './names.js';
import { isSection } from './section.js';
import { isPlainHttp, upstreamUrl } from './urls.js';

const HOUR_MS = 3_600_000;

export const connectionDialects = [
  'auto',
  'openai',
  'anthropic',
  'langgraph',
  'chroma',
  'qdrant',
  'http',
] as const;
export type ConnectionDialect = (typeof connectionDialects)[number];

const tls = z
  .strictObject({
    caFile: filePath.optional().describe('Certificates (PEM) to trust instead of the system’s.'),
    certFile: filePath.optional().describe('Client certificate (PEM), together with `keyFile`.'),
    keyFile: filePath.optional().describe('Key (PEM) of the client certificate.'),
    serverName: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/, { error: 'A host name.' })
      .optional()
      .describe('Name to expect in the upstream’s certificate, where it is not the host of the URL.'),
  })
  .refine((value) => (value.certFile === undefined) === (value.keyFile === undefined), {
    error: '`certFile` and `keyFile` go together.',
  });

const timeouts = z
  .strictObject({
    connectMs: z.int().min(100).max(120_000).default(10_000).describe('To connect, TLS included.'),
    headersMs: z
      .int()
      .min(100)
      .max(HOUR_MS)
      .default(600_000)
      .describe(
        'To the response’s headers. Long by default: slow models answer late, and clients give up first.',
      ),
    idleMs: z
      .int()
      .min(100)
      .max(HOUR_MS)
      .default(300_000)
      .describe('Between two pieces of the response’s body.'),
  })
  .prefault({});

const pool = z
  .strictObject({
    connectionsMax: z
      .int()
      .min(1)
      .max(4096)
      .default(128)
      .describe('Connections to the upstream, per gateway.'),
  })
  .prefault({});

export const connection = z
  .strictObject({
    protocol: z.literal('http').describe('How clients speak to it.'),
    upstream: upstreamUrl.describe('Its URL; a path is put before every request’s path.'),
    credential: credential.default('none').describe('What the gateway sends instead of the caller’s token.'),
    record: z
      .enum(['full', 'metadata'])
      .default('full')
      .describe(
        '`full` records bodies in their most masked form (`detectors.record` says of what kinds); `metadata` only who, ' +
          'what and how much.',
      ),
    dialect: z
      .enum(connectionDialects)
      .default('auto')
      .describe(
        'What the upstream speaks: `auto` goes by the paths of all known APIs; the name of one API reads no other; ' +
          '`http` reads plain JSON, forms and text alone.',
      ),
    unreadable: z
      .enum(['refuse', 'http'])
      .optional()
      .describe(
        'A body that cannot be read where a rule or mask must read it: `refuse` (default), or `http`: what claims to be of ' +
          'an AI service is judged as plain HTTP, and what is no text passes unread, in requests and answers.',
      ),
    unlistedTools: z
      .enum(['refuse', 'strip'])
      .optional()
      .describe('A request that offers tools outside `tools`: `refuse` it (default) or `strip` them.'),
    cookies: z
      .enum(['pass', 'strip'])
      .optional()
      .describe(
        'Cookies of clients: `pass` them on or `strip` them. Without it they pass in plain HTTP and are stripped of what ' +
          'is of an API, where the credential of the connection speaks alone.',
      ),
    judgeBytesMax: z
      .int()
      .min(1024)
      .max(64 * 1024 * 1024)
      .optional()
      .describe('Longest body that is read for rules; longer ones get 413. Default: 2 MiB.'),
    onStaleFeed: z
      .enum(['refuse', 'serve'])
      .default('refuse')
      .describe(
        'Where locks and decisions cannot reach the gateway: `refuse` new requests and end streams, or `serve` on.',
      ),
    tls: tls.optional(),
    timeouts,
    pool,
  })
  .refine((value) => value.tls === undefined || !isPlainHttp(value.upstream), {
    path: ['tls'],
    error: 'Remove `tls`, or make the upstream an https:// URL.',
    when: isSection,
  });

export const connections = z
  .record(connectionName, connection)
  .refine((map) => Object.keys(map).length <= 1000, {
    error: 'At most 1000 connections.',
  });

export type Connection = z.output<typeof connection>;
