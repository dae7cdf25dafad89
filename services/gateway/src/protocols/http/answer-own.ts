/** Answers what belongs to the gateway itself on the data port, such as `POST /token`. */
import type { AcceptedArrival, Arrival } from './arrival.js';
import { noteOwnRefusal, refuseAnonymous } from './refuse.js';
import type { Door } from './door.js';
import type { OwnEndpoint } from './own-endpoint.js';

/** Reads the small body such an endpoint takes, and writes its answer. */
export async function answerOwn(
  door: Door,
  arrival: Arrival,
  accepted: AcceptedArrival,
  endpoint: OwnEndpoint,
): Promise<'refused' | 'answered'> {
  const { request, response, headers } = arrival;
  if (!endpoint.methods.includes(arrival.method))
    return refuseAnonymous(door, arrival, 'METHOD_REFUSED', { allow: endpoint.methods });
  if (arrival.awaitsContinue) response.writeContinue();
  const body = await wholeBody(arrival, endpoint.bodyBytesMax, door.limits.requestIdleMsMax);
  if (typeof body === 'string') return refuseAnonymous(door, arrival, body);
  const answer = await endpoint.handle({
    method: arrival.method,
    query: accepted.target.query,
    contentType: request.headers['content-type'] ?? '',
    authorization: headers.authorization,
    body,
    requestId: arrival.requestId,
    sourceAddress: arrival.source.address,
    sourceNetwork: arrival.source.network,
  });
  if (answer.refusal !== undefined) noteOwnRefusal(door, arrival, answer.status, answer.refusal);
  if (response.destroyed) return 'answered';
  response.writeHead(answer.status, {
    ...answer.headers,
    'x-sallyport-request-id': arrival.requestId,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(arrival.method === 'HEAD' ? undefined : answer.body);
  return 'answered';
}

function wholeBody(
  { request }: Arrival,
  bytesMax: number,
  msMax: number,
): Promise<Buffer | 'BODY_TOO_LARGE' | 'REQUEST_TIMEOUT'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => resolve('REQUEST_TIMEOUT'), msMax);
    const settle = (result: Buffer | 'BODY_TOO_LARGE' | 'REQUEST_TIMEOUT'): void => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) settle('BODY_TOO_LARGE');
      else chunks.push(chunk);
    });
    request.on('end', () => settle(Buffer.concat(chunks)));
    request.on('close', () => settle(Buffer.concat(chunks)));
  });
}
