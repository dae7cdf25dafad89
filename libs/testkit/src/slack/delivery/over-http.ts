/** Deliveries as signed requests to the app's URL, one connection each. */
import http from 'node:http';
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

function post(url: string, letter: Letter): Promise<Reply> {
  const startedMs = performance.now();
  const after = (): number => performance.now() - startedMs;
  const nothing = { status: undefined, headers: {}, body: undefined };
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ ...nothing, outcome: 'timeout', afterMs: after() });
      request.destroy();
    }, acknowledgeMsMax);
    const unreachable = (): void => {
      clearTimeout(timer);
      resolve({ ...nothing, outcome: 'unreachable', afterMs: after() });
    };
    const request = http.request(
      url,
      { method: 'POST', agent: false, headers: letter.headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', unreachable);
        response.on('end', () => {
          clearTimeout(timer);
          const status = response.statusCode ?? 0;
          resolve({
            outcome: status >= 200 && status < 300 ? 'acknowledged' : 'refused',
            status,
            headers: headersOf(response),
            body: jsonOrText(Buffer.concat(chunks).toString()),
            afterMs: after(),
          });
        });
      },
    );
    request.on('error', unreachable);
    request.end(letter.body);
  });
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
