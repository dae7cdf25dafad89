/** A local identity provider of the least kind: keys at a JWKS address, and tokens for as many callers as the load has. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const TOKEN_LIFE = '1h'; // Longer than any run.

export const issuerAudience = 'sallyport';
export const callerGroup = 'agents';

export interface TokenIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  /** A token for caller number `index`. */
  token(index: number): Promise<string>;
  close(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = JSON.stringify({
    keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256', use: 'sig' }],
  });
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(keys);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    token: (index) =>
      new SignJWT({
        azp: 'bench-agent',
        email: `person-${index}@example.test`,
        name: `Person ${index}`,
        groups: ['staff', callerGroup, `team-${index % 7}`],
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'bench', typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(issuerAudience)
        .setSubject(`bench-person-${index}`)
        .setJti(`bench-token-${index}`)
        .setIssuedAt()
        .setExpirationTime(TOKEN_LIFE)
        .sign(privateKey),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
