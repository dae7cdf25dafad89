/** Deliveries as signed requests to the app's URL, one connection each. */
import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { stringOf } from '../../provider/json.js';
import { acknowledgeMsMax } from '../shape/limits.js';
import { jsonOrText, type Courier, type Letter, type Parcel, type Reply } from './parcel.js';
import { signatureHeaders } from './signature.js';

export interface HttpRoute {
  /** Where the app listens; a function where the app's address changes, as after a restart. */
  readonly requestUrl: string | (() => string);
  readonly signingSecret: string;
  readonly now: () => number;
}

const form = 'application/x-www-form-urlencoded';

function bodyOf({ kind, payload }: Parcel): readonly [type: string, body: string] {
  if (kind === 'events_api') return ['application/json', JSON.stringify(payload)];
  if (kind === 'interactive')
    return [form, new URLSearchParams({ payload: JSON.stringify(payload) }).toString()];
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, stringOf(value)]);
  return [form, new URLSearchParams(fields).toString()];
}

function headersOf(response: http.IncomingMessage): Readonly<Record<string, string>> {
  const held = Object.entries(response.headers);
  return Object.fromEntries(
    held.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
}

/** The answer to a request, read to its end. Rejects where there is none. */
async function answerTo(request: http.ClientRequest, body: string): Promise<Omit<Reply, 'afterMs'>> {
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  // Said twice where the head is there already and the rest never comes: here, and by the reader below.
  request.on('error', () => undefined);
  request.end(body);
  const [response] = await answered;
  const said = await text(response);
  const status = response.statusCode ?? 0;
  return {
    outcome: status >= 200 && status < 300 ? 'acknowledged' : 'refused',
    status,
    headers: headersOf(response),
    body: jsonOrText(said),
  };
}

async function post(url: string, { headers, body }: Letter): Promise<Reply> {
  const startedMs = performance.now();
  const signal = AbortSignal.timeout(acknowledgeMsMax);
  const request = http.request(url, { method: 'POST', agent: false, headers, signal });
  const reply = await answerTo(request, body).catch((): Omit<Reply, 'afterMs'> => ({
    outcome: signal.aborted ? 'timeout' : 'unreachable',
    status: undefined,
    headers: {},
    body: undefined,
  }));
  return { ...reply, afterMs: performance.now() - startedMs };
}

export function courierOverHttp({ requestUrl, signingSecret, now }: HttpRoute): Courier {
  return {
    write: (parcel, forgery) => {
      const [type, body] = bodyOf(parcel);
      const retry = parcel.retry;
      return {
        id: '',
        body,
        headers: {
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          accept: '*/*',
          'content-type': type,
          'content-length': String(Buffer.byteLength(body)),
          ...signatureHeaders(signingSecret, body, now(), forgery),
          ...(retry === undefined
            ? {}
            : { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }),
        },
      };
    },
    send: (letter) => post(typeof requestUrl === 'string' ? requestUrl : requestUrl(), letter),
  };
}
