import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { FETCH_BYTES_MAX } from '../limits.js';
import { FetchError, fetchJsonWithin } from './fetch-json.js';

/** What fetching from such a server comes to. */
async function fetched(listener: RequestListener, fetchJson = fetchJsonWithin(5000)): Promise<unknown> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await fetchJson(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    return error.message.replace(/^\S+ /, '');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('fetching JSON', () => {
  it('gives the document', async () => {
    expect(await fetched((_, response) => response.end('{"keys":[]}'))).toEqual({ keys: [] });
  });

  it.each<[string, RequestListener, string]>([
    ['redirects', (_, response) => response.writeHead(302, { location: '/other' }).end(), 'answers 302'],
    ['errors', (_, response) => response.writeHead(500).end(), 'answers 500'],
    ['what is no JSON', (_, response) => response.end('<html>'), 'is not JSON'],
    [
      'half an answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '9' });
        response.write('{');
        response.destroy();
      },
      'cannot be fetched',
    ],
    [
      'what is too large',
      (_, response) => response.end(' '.repeat(FETCH_BYTES_MAX + 1)),
      `is larger than ${FETCH_BYTES_MAX} bytes`,
    ],
  ])('refuses %s', async (_name, listener, message) => {
    expect(await fetched(listener)).toBe(message);
  });

  it.each<[string, RequestListener]>([
    ['does not answer', () => undefined],
    [
      'stops in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-length': '9' });
        response.write('{');
      },
    ],
  ])('gives up on who %s', async (_name, listener) => {
    expect(await fetched(listener, fetchJsonWithin(100))).toBe('cannot be fetched');
  });
});
