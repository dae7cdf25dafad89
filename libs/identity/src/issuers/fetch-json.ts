/**
 * Fetches a small JSON document: no redirects, bounded time and size.
 *
 * On `node:https` rather than `fetch`, because undici from npm can replace the dispatcher of Node's own `fetch`.
 * Private certificate authorities: `NODE_EXTRA_CA_CERTS`.
 */
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { FETCH_BYTES_MAX, FETCH_TIMEOUT_MS } from '../limits.js';

export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code = 'FETCH_FAILED';
}

/** @throws FetchError */
export type FetchJson = (url: string) => Promise<unknown>;

export const fetchJsonWithin =
  (timeoutMs: number): FetchJson =>
  async (url) => {
    const bytes = await fetchBytes(url, timeoutMs).catch((error: unknown) => {
      throw error instanceof FetchError
        ? error
        : new FetchError(`${url} cannot be fetched`, { cause: error });
    });
    try {
      return JSON.parse(bytes.toString('utf8')) as unknown;
    } catch (error) {
      throw new FetchError(`${url} is not JSON`, { cause: error });
    }
  };

export const fetchJson: FetchJson = fetchJsonWithin(FETCH_TIMEOUT_MS);

function fetchBytes(url: string, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const signal = AbortSignal.timeout(timeoutMs);
    const request = get(
      url,
      { signal, agent: false, headers: { accept: 'application/json' } },
      (response) => {
        if (response.statusCode !== 200) {
          response.destroy();
          reject(new FetchError(`${url} answers ${response.statusCode ?? 0}`));
          return;
        }
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.byteLength;
          chunks.push(chunk);
          if (size > FETCH_BYTES_MAX)
            response.destroy(new FetchError(`${url} is larger than ${FETCH_BYTES_MAX} bytes`));
        });
        response.on('end', () => resolve(Buffer.concat(chunks)));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
  });
}
