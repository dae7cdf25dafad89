/** Secrets where no text should be: in targets, headers and tokens, of requests and of answers. */
import { corpus, secretText } from '../corpus.js';
import { answering, type Behaviour } from '../guarded-system.js';
import { takingTurns, type Case, type Sender } from './sender.js';

/** Headers of requests that the record keeps, or that the gateway reads. */
const asked = [
  ...['user-agent', 'accept', 'content-type', 'cache-control', 'if-none-match', 'prefer', 'cookie', 'via'],
  ...['x-request-id', 'x-correlation-id', 'openai-organization', 'openai-project', 'anthropic-beta'],
  ...['x-stainless-runtime-version', 'x-sallyport-graph', 'x-sallyport-node', 'x-sallyport-run'],
  ...['x-sallyport-session', 'traceparent', 'tracestate', 'forwarded', 'x-forwarded-for'],
];
/** Of answers. */
const told = [
  ...['etag', 'server', 'x-request-id', 'request-id', 'content-location', 'cache-control', 'openai-version'],
  ...['set-cookie', 'location'],
];

const escaped = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

export function oddHeads(sender: Sender): readonly Case[] {
  const { guarded, authorised } = sender;
  const url = guarded.base('allow');
  const strict = guarded.base('listed');
  // Each header has two of the secrets.
  const next = takingTurns(asked);
  const headersOfEach = Math.ceil((2 * asked.length) / corpus.length);
  const cases = corpus.flatMap(({ name, written }) => {
    const value = written.replaceAll('\n', ' ');
    const path = encodeURIComponent(written);
    const answer: Behaviour = (_request, response) => {
      response.writeHead(207, `said ${value}`, Object.fromEntries(told.map((header) => [header, value])));
      response.end('{}');
    };
    const typed = answering({ contentType: `text/plain; charset="${value}"`, body: Buffer.from(secretText) });
    const got = (what: string, to: string, headers: Readonly<Record<string, string>>): Case =>
      sender.got(`${name} in ${what}`, to, headers);
    return [
      got('a path', `${url}/users/${path}/notes`, authorised),
      got('a path of a strict connection', `${strict}/users/${path}`, authorised),
      got('the name of a thread', `${url}/threads/${path}/state`, authorised),
      got('a path with escapes that are no text', `${url}/users/%ff${path}`, authorised),
      got('a path, escaped twice', `${url}/users/${encodeURIComponent(path)}`, authorised),
      got('a path, each letter escaped', `${url}/users/${escaped(written)}`, authorised),
      got('the name of a connection', `${url.slice(0, url.lastIndexOf('/'))}/${path}/x`, authorised),
      got('the query of a refused request', `${strict}/x?api_key=${path}&token=${path}`, authorised),
      got('a token', `${url}/v1/models`, { authorization: `Bearer ${value}` }),
      got('a key', `${url}/v1/models`, { 'x-api-key': value }),
      got('the query of a request without a token', `${url}/v1/models?access_token=${path}`, {}),
      ...next(headersOfEach).map((header) =>
        got(`header ${header}`, `${url}/notes`, { ...authorised, [header]: value }),
      ),
      got('headers of an answer', `${url}/notes`, { ...authorised, ...guarded.behave(answer) }),
      got('the type of an answer', `${guarded.base('mask')}/notes`, {
        ...authorised,
        ...guarded.behave(typed),
      }),
    ];
  });
  const [cloudKey, modelKey] = [corpus[3]?.written ?? '', corpus[4]?.written ?? ''];
  return [
    ...cases,
    sender.got('the caller’s token in the query', `${url}/v1/models?key=${guarded.token}`, authorised),
    sender.improper(`GET /allow/${cloudKey} HTTP/1.1\r\nHost : x\r\n\r\n`),
    sender.improper(`${modelKey} / HTTP/1.1\r\n\r\n`),
    sender.improper(
      `POST /allow/x HTTP/1.1\r\nHost: g\r\nAuthorization: ${authorised['authorization'] ?? ''}\r\n` +
        `Transfer-Encoding: chunked\r\n\r\n5\r\n${modelKey}\r\n0\r\n\r\n`,
    ),
  ];
}
