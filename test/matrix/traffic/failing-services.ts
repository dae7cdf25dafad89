/** Services that break off, are not there, or answer what is none of their dialect, or no HTTP at all. */
import { gzipSync } from 'node:zlib';
import { secretText } from '../corpus.js';
import { answering, type Behaviour } from '../guarded-system.js';
import { events, type Answer } from '../row.js';
import { table } from '../table.js';
import { piecesOf } from './positions.js';
import { takingTurns, type Case, type Sender } from './sender.js';

const onOneLine = secretText.replaceAll('\n', ' ');

const half =
  ({ contentType, body }: Answer): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
  };
const none: Behaviour = (_request, response) => void response.destroy();

const failures: Readonly<Record<string, Behaviour>> = {
  'no answer': none,
  'no HTTP': (_request, response) =>
    void response.socket?.end(`HTTP/1.1 200 ${onOneLine}\r\nContent-Length: x\r\n\r\n${secretText}`),
  'an error of its own': (_request, response) => {
    response.writeHead(500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: `it failed: ${secretText}` } }));
  },
  'a page': answering({ contentType: 'text/html', body: Buffer.from(`<p>${secretText}</p>`) }),
  'a stream that is none': answering(events(`data: ${onOneLine}\n\ndata: {"x":`)),
  'gzip that nobody asked for': answering(
    { contentType: 'application/json', body: gzipSync(JSON.stringify({ note: secretText })) },
    { 'content-encoding': 'gzip' },
  ),
  'a coding of its own': answering(
    { contentType: 'application/json', body: Buffer.from(secretText) },
    { 'content-encoding': 'x-own' },
  ),
};

export function failingServices(sender: Sender): readonly Case[] {
  const next = takingTurns(['allow', 'mask', 'tokens', 'deny', 'meta']);
  const cases: Case[] = [];
  for (const dialect of table) {
    const [row] = dialect.requests;
    const [said] = dialect.answers;
    for (const delivery of ['whole', 'streamed'] as const) {
      if (row === undefined || (row.only !== undefined && row.only !== delivery)) continue;
      const sent = row.send(secretText, delivery);
      const answer =
        delivery === 'whole' ? said?.whole?.(secretText) : said?.streamed?.(piecesOf(secretText));
      const behaviours = { ...failures, ...(answer && { 'half an answer': half(answer) }) };
      for (const [why, behaviour] of Object.entries(behaviours)) {
        for (const to of next(1))
          cases.push(sender.sent(`${dialect.name}, ${delivery}, ${why}, ${to}`, to, sent, behaviour));
      }
      cases.push(sender.sent(`${dialect.name}, ${delivery}, nobody there`, 'gone', sent, none));
    }
  }
  return cases;
}
