/** Heads of requests as bytes on the wire, once per caller, but for the length of the body. */
import { chatPath } from '../traffic/exchanges.js';
import type { Target } from '../targets/target.js';

export function requestHeads({ callers, pathPrefix, port }: Target): readonly string[] {
  return callers.map(
    (caller) =>
      `POST ${pathPrefix}${chatPath} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
      `Content-Type: application/json\r\nAccept: */*\r\nUser-Agent: sallyport-bench\r\n${caller}`,
  );
}
