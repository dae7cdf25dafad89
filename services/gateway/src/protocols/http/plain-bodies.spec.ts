/** What the door does with bodies of plain HTTP in which a mask is to look: read, or refused. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { authorised, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';
import type { RunningDoor } from './fixtures/running-door.js';

const open = doorForEachTest();
const mail = 'ana.smith@example.com';
const masking = `${everybody}detectors: { apply: [{ kinds: [email], with: redact }] }\n`;

/** An upstream that keeps what it was sent. */
function keeping(answer: (response: ServerResponse) => void = (response) => response.end('ok')) {
  const seen: { readonly body: string }[] = [];
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ body: Buffer.concat(chunks).toString('latin1') });
      answer(response);
    });
  };
  return { seen, onRequest };
}

const post = (door: RunningDoor, body: string | Buffer, type: string): Promise<Response> =>
  fetch(`${door.url}/up/notes`, {
    method: 'POST',
    headers: { ...authorised, 'content-type': type },
    body: new Uint8Array(Buffer.from(body)),
  });

const multipart = Buffer.concat([
  Buffer.from(`--b\r\ncontent-disposition: form-data; name="mail"\r\n\r\n${mail}\r\n--b\r\n`),
  Buffer.from('content-disposition: form-data; name="file"; filename="x.png"\r\n\r\n'),
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0]),
  Buffer.from('\r\n--b--\r\n'),
]);

const unread: readonly (readonly [string, Buffer, string])[] = [
  ['a form with a file in it', multipart, 'multipart/form-data; boundary=b'],
  ['compressed bytes that do not say so', gzipSync(mail), 'application/octet-stream'],
  ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0]), 'image/png'],
];

describe('a body that is no text', () => {
  it.each(unread)('is refused where a mask is to look into it: %s', async (_, body, type) => {
    const { seen, onRequest } = keeping();
    const door = await open(onRequest, { policyOf: policyFrom(masking) });
    const answer = await post(door, body, type);
    expect(answer.status).toBe(403);
    expect(await errorOf(answer)).toMatchObject({ reasons: ['UNREADABLE'] });
    expect(seen).toEqual([]);
  });

  it('is refused where a rule is to look into it', async () => {
    const { seen, onRequest } = keeping();
    const rule = `${everybody}prompts: [{ name: secret, check: words, words: [bluebird] }]\n`;
    const door = await open(onRequest, { policyOf: policyFrom(rule) });
    expect((await post(door, multipart, 'multipart/form-data; boundary=b')).status).toBe(403);
    expect(seen).toEqual([]);
  });

  it('passes where the connection says so, and where nothing depends on it', async () => {
    for (const [policy, connection] of [
      [masking, 'unreadable: http'],
      [everybody, ''],
    ] as const) {
      const { seen, onRequest } = keeping();
      const door = await open(onRequest, { policyOf: policyFrom(policy, connection) });
      expect((await post(door, multipart, 'multipart/form-data; boundary=b')).status).toBe(200);
      expect(seen[0]?.body).toBe(multipart.toString('latin1'));
      await door.close();
    }
  });
});

const wide = Buffer.from(`{"mail":"${mail}"}`, 'utf16le');
const seven = Buffer.from('+AGEAZABhAEA-example.com');

describe('a request in another alphabet than UTF-8', () => {
  it.each([
    ['UTF-16', Buffer.from(mail, 'utf16le'), 'text/plain; charset=utf-16', 'NOT_UTF8'],
    ['UTF-16 that does not say so', Buffer.from(mail, 'utf16le'), 'text/plain', 'NOT_UTF8'],
    ['UTF-16, the larger byte first', Buffer.from(mail, 'utf16le').swap16(), 'text/plain', 'NOT_UTF8'],
    ['JSON that says it is text', wide, 'text/plain; charset=utf-16le', 'NOT_UTF8'],
    ['JSON', wide, 'application/json; charset=utf-16le', 'NOT_UTF8'],
    ['a form', Buffer.from(`m=${mail}`, 'utf16le'), 'application/x-www-form-urlencoded', 'NOT_UTF8'],
    ['UTF-7', seven, 'text/plain; charset=utf-7', 'NOT_UTF8'],
    ['UTF-7 in XML', seven, 'application/xml; charset="UTF-7"', 'NOT_UTF8'],
    ['UTF-16 under no label', Buffer.from(mail, 'utf16le'), 'application/octet-stream', 'NOT_TEXT'],
  ])('is refused where a mask is to look into it: %s', async (_, body, type, why) => {
    const { seen, onRequest } = keeping();
    const door = await open(onRequest, { policyOf: policyFrom(masking) });
    const answer = await post(door, body, type);
    expect(answer.status).toBe(403);
    expect(JSON.stringify(await errorOf(answer))).toContain(why);
    expect(seen).toEqual([]);
  });

  it('passes where nothing depends on it', async () => {
    const { seen, onRequest } = keeping();
    const door = await open(onRequest, { policyOf: policyFrom(everybody) });
    expect((await post(door, wide, 'text/plain; charset=utf-16le')).status).toBe(200);
    expect(seen[0]?.body).toBe(wide.toString('latin1'));
  });
});

const answering = (body: string | Buffer, type: string) =>
  keeping((response) => {
    if (type !== '') response.setHeader('content-type', type);
    response.end(body);
  });

const get = (door: RunningDoor): Promise<Response> => fetch(`${door.url}/up/notes`, { headers: authorised });

describe('an answer that is no text', () => {
  it.each(unread)('is refused where a mask is to look into it: %s', async (_, body, type) => {
    const door = await open(answering(body, type).onRequest, { policyOf: policyFrom(masking) });
    const answer = await get(door);
    expect(answer.status).toBe(502);
    expect(await errorOf(answer)).toMatchObject({ code: 'ANSWER_UNREADABLE', reasons: ['NOT_TEXT'] });
  });

  it('is refused where a rule is to look into it', async () => {
    const rule = `${everybody}prompts: [{ name: secret, check: words, words: [bluebird], on: answer }]\n`;
    const door = await open(answering(multipart, 'image/png').onRequest, { policyOf: policyFrom(rule) });
    expect(await errorOf(await get(door))).toMatchObject({ code: 'ANSWER_UNREADABLE' });
  });

  it.each([
    ['the connection says so', masking, 'unreadable: http'],
    ['nothing depends on it', everybody, ''],
    ['masks are about requests alone', masking.replace('redact', 'redact, on: [request]'), ''],
    ['rules only watch', `${everybody}prompts: [{ name: x, check: jailbreak, on: answer }]\n`, ''],
  ])('passes where %s', async (_, policy, connection) => {
    const { onRequest } = answering(multipart, 'image/png');
    const door = await open(onRequest, { policyOf: policyFrom(policy, connection) });
    expect(Buffer.from(await (await get(door)).arrayBuffer())).toEqual(multipart);
  });
});

describe('a body that is text in some way', () => {
  const escaped = `"to ana\\u002esmith\\u0040example.com"`;
  const texts: readonly (readonly [string, string, string, string])[] = [
    ['a JSON string', escaped, 'text/plain', '"to [EMAIL]"'],
    ['JSON strings line by line', `${escaped}\n${escaped}`, '', '"to [EMAIL]"\n"to [EMAIL]"'],
    ['text that begins with a quote', `"to" ${mail}`, 'text/plain', '"to" [EMAIL]'],
  ];

  it.each([
    [
      'a form that says it is text',
      'to=ana.smith%40example.com&n=J%C3%BCrgen',
      'to=%5BEMAIL%5D&n=J%C3%BCrgen',
    ],
    ['a form in which spaces are signs', 'iban=DE89+3704+0044+0532+0130+00&n=%20', 'iban=%5BIBAN%5D&n=%20'],
    [
      'an address in a URL',
      'see https://x.example/?to=ana%40example.com&n=1 or',
      'see https://x.example/?to=[EMAIL]&n=1 or',
    ],
  ])('is read: %s', async (_, body, expected) => {
    const { seen, onRequest } = keeping();
    const policy = masking.replace('[email]', '[email, email-encoded, iban]');
    const door = await open(onRequest, { policyOf: policyFrom(policy) });
    await post(door, body, 'text/plain;charset=UTF-8');
    expect(seen[0]?.body).toBe(expected);
  });

  it.each(texts)('is read in a request: %s', async (_, body, type, expected) => {
    const { seen, onRequest } = keeping();
    const door = await open(onRequest, { policyOf: policyFrom(masking) });
    expect((await post(door, body, type)).status).toBe(200);
    expect(seen[0]?.body).toBe(expected);
  });

  it.each(texts)('is read in an answer: %s', async (_, body, type, expected) => {
    const door = await open(answering(body, type).onRequest, { policyOf: policyFrom(masking) });
    expect(await (await get(door)).text()).toBe(expected);
  });
});
