/** The policy document the measured gateway runs with: full recording, and a handful of rules to look through. */
import { callerGroup, issuerAudience } from './token-issuer.js';
import type { TokenIssuer } from './token-issuer.js';

export const connectionName = 'llm';

/** YAML is a superset of JSON: the document is written as such. */
export function gatewayDocument(
  issuer: Pick<TokenIssuer, 'issuer' | 'jwksUri'>,
  upstreamPort: number,
): string {
  const rule = (
    name: string,
    groups: readonly string[],
    methods: readonly string[],
    paths: readonly string[],
  ): object => ({
    name,
    groups,
    connections: [connectionName],
    methods,
    paths,
  });
  return JSON.stringify({
    version: 1,
    issuers: [{ name: 'bench', issuer: issuer.issuer, jwksUri: issuer.jwksUri, audience: issuerAudience }],
    connections: {
      [connectionName]: { protocol: 'http', upstream: `http://127.0.0.1:${upstreamPort}`, record: 'full' },
      billing: { protocol: 'http', upstream: 'http://127.0.0.1:9', record: 'metadata' },
    },
    access: [
      rule('administrators', ['administrators'], ['*'], ['/**']),
      rule('models', ['staff'], ['GET'], ['/v1/models', '/v1/models/*']),
      rule('embeddings', ['search'], ['POST'], ['/v1/embeddings']),
      rule('files', ['curators'], ['GET', 'POST', 'DELETE'], ['/v1/files/**']),
      rule('chat', [callerGroup], ['POST'], ['/v1/chat/**', '/v1/responses']),
    ],
    roles: { auditor: ['auditors'] },
  });
}
