import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callDigest, requestDigest, type CanonicalRequest } from './canonical-request.js';

const asker = { issuer: 'https://idp', subject: 'ann', agent: 'reporter' };
const request: CanonicalRequest = {
  asker,
  connection: 'openai',
  method: 'POST',
  target: '/v1/chat/completions?x=1',
  body: Buffer.from('{"a":1}'),
};
const hex = (asked: CanonicalRequest): string => requestDigest(asked).toString('hex');

describe('the digest of a request', () => {
  it.each<[string, Partial<CanonicalRequest>]>([
    ['another issuer', { asker: { ...asker, issuer: 'https://idp2' } }],
    ['another person', { asker: { ...asker, subject: 'bob' } }],
    ['another agent', { asker: { ...asker, agent: '' } }],
    ['another connection', { connection: 'openai2' }],
    ['another method', { method: 'PUT' }],
    ['another path', { target: '/v1/chat/completion?x=1' }],
    ['another query', { target: '/v1/chat/completions?x=2' }],
    ['another body, by one space', { body: Buffer.from('{"a": 1}') }],
  ])('is another for %s', (_name, change) => {
    expect(hex({ ...request, ...change })).not.toBe(hex(request));
    expect(hex({ ...request })).toBe(hex(request));
  });

  it('does not confuse where one field ends and the next begins', () => {
    const text = fc.string({ maxLength: 4 });
    fc.assert(
      fc.property(text, text, text, text, (connection, method, otherConnection, otherMethod) => {
        const one = hex({ ...request, connection, method });
        const other = hex({ ...request, connection: otherConnection, method: otherMethod });
        expect(one === other).toBe(connection === otherConnection && method === otherMethod);
      }),
    );
  });

  it('is never that of a tool call', () => {
    const call = { asker, connection: 'openai', tool: 'delete_note', arguments: '{}' };
    expect(callDigest(call)).toHaveLength(32);
    expect(callDigest(call)).not.toEqual(callDigest({ ...call, arguments: '{ }' }));
    const alike = { asker, connection: 'openai', method: 'delete_note', target: '{}', body: Buffer.alloc(0) };
    expect(requestDigest(alike)).not.toEqual(callDigest(call));
  });
});
