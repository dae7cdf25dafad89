/** Bodies that cannot be read where something depends on them: what the client is told of why. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { authorised, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';

const open = doorForEachTest();

const listed = `access: [{ name: two, groups: ['*'], connections: ['*'], methods: ['*'], paths: ['/**'], models: [m] }]
`;
const masked = `${everybody}detectors: { apply: [{ categories: [personal] }] }\n`;
const ruled = `${everybody}rules: [{ name: no-root, when: 'request.text.all.contains("root")', action: deny }]\n`;

async function refused(policy: string, body: string | Buffer, coding = '', path = '/v1/chat/completions') {
  const door = await open((_request, response) => response.end('{}'), {
    policyOf: policyFrom(policy, 'judgeBytesMax: 4096'),
  });
  const answer = await fetch(`${door.url}/up${path}`, {
    method: 'POST',
    headers: {
      ...authorised,
      'content-type': 'application/json',
      ...(coding === '' ? {} : { 'content-encoding': coding }),
    },
    body,
  });
  const { message, ...error } = await errorOf(answer);
  const [event] = door.recorder.of('requestRefused');
  return {
    status: answer.status,
    message: String(message),
    error,
    told: event?.verdict?.sentence,
    why: event?.operation?.unreadable,
  };
}

describe('a body that cannot be read', () => {
  const chat = (content: string) => `{"model":"m","messages":[{"role":"user","content":${content}}]}`;

  it.each([
    ['a list', listed],
    ['a mask', masked],
    ['a rule', ruled],
  ])('is refused where %s depends on it, and the refusal says why and where', async (_, policy) => {
    const { status, message, error, told, why } = await refused(policy, '{"model": "m", "messages": [}');
    expect({ status, reasons: error['reasons'], why }).toEqual({
      status: 403,
      reasons: ['UNREADABLE'],
      why: 'NOT_JSON',
    });
    expect(message).toContain('The body is no JSON (NOT_JSON, at byte 28).');
    expect(told).toContain('NOT_JSON, at byte 28');
  });

  it.each([
    ['DUPLICATE_KEY, at byte 0', '{"ana@example.com":1,"ana@example.com":2}'],
    ['TOO_DEEP: more than 96, at byte 96', '['.repeat(97)],
    ['NOT_UTF8, at byte 52', Buffer.concat([Buffer.from(chat('"x').slice(0, -3)), Buffer.from([0xff])])],
    ['NUMBER_OUT_OF_RANGE, at /n', `{"model":"m","n":1e99,"messages":[]}`],
    ['NOT_THIS_DIALECT, at /messages', '{"model":"m","messages":"ana@example.com"}'],
    ['NOT_THIS_DIALECT)', '"ana@example.com"'],
  ])('is told as %s, without anything it says', async (words, body) => {
    const { message } = await refused(listed, body);
    expect(message).toContain(words);
    expect(message).not.toContain('ana');
  });

  it('is told as of a coding that nobody knows, or that it is not of', async () => {
    const unknown = await refused(listed, chat('"hi"'), 'sdch');
    expect(unknown.message).toContain('The body is in a content coding that is not known (UNKNOWN_CODING).');
    const broken = await refused(listed, chat('"hi"'), 'gzip');
    expect(broken.message).toContain('BROKEN_CODING');
    expect([unknown.why, broken.why, unknown.status, broken.status]).toEqual([
      'UNKNOWN_CODING',
      'BROKEN_CODING',
      403,
      403,
    ]);
  });

  it.each([
    ['gzip', gzipSync(chat(`"${'a'.repeat(1024 * 1024)}"`))],
    ['br', brotliCompressSync(chat(`"${'a'.repeat(1024 * 1024)}"`))],
  ])('is too large where it unfolds to more than is read, under %s', async (coding, body) => {
    const { status, message, error } = await refused(listed, body, coding);
    expect({ status, code: error['code'] }).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
    expect(message).toContain('once its content coding is undone');
    expect(message).toContain('4096');
  });

  it('is told apart from a path that no API claims', async () => {
    const { message } = await refused(listed, '{"name":"x"}', '', '/mcp');
    expect(message).toContain('No API that is known here claims this path.');
  });
});
