// One event of about 1 KB, as the gateway writes most of them: a request with its verdict and a small body.
import { createHash } from 'node:crypto';

const body = Buffer.from(
  JSON.stringify({
    model: 'gpt-4o-mini',
    messages: [
      { role: 'system', content: 'You answer in one sentence.' },
      {
        role: 'user',
        content: 'Which of the open invoices of the last quarter are larger than the usual amount?',
      },
    ],
    temperature: 0.2,
  }),
);
const sha256 = createHash('sha256').update(body).digest();
const content = { sha256, size: body.length, kind: 1 };

/** The record, in the shape of protobuf's JSON names; `body` is a oneof. */
export const record = {
  envelope: {
    id: '019a9f6e-7a10-7c3b-9d52-0f8f4a6b1c2d',
    timeUs: 1_763_736_000_123_456,
    schemaVersion: 1,
    session: 's-7d3f2b0c9a8e4f61',
    sessionBasis: 1,
    producer: { replica: 'gateway-1', bootEpoch: '4f1c2d3e-0a9b-4c8d-8e7f-6a5b4c3d2e1f', sequence: 184_467 },
    identity: {
      issuer: 'https://login.example.com/realms/agents',
      subject: '5b1f0c62-8f4e-4f9a-b9f0-0d6f3f2f7c11',
      agent: 'invoice-reader',
      groups: ['agents', 'finance-readers'],
      act: [],
      tokenId: 'c0ffee00-1111-4222-8333-444455556666',
    },
    connection: 'openai',
    source: { network: '203.0.113.0/24', forwarded: true },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: '',
    policyVersion: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  },
  requestReceived: {
    requestId: '019a9f6e-7a0f-7b1a-8c4d-9e2f3a4b5c6d',
    target: {
      method: 'POST',
      path: '/v1/chat/completions',
      headers: [
        { name: 'content-type', value: 'application/json' },
        { name: 'accept', value: 'application/json' },
        { name: 'user-agent', value: 'OpenAI/Python 2.6.1' },
        { name: 'x-stainless-retry-count', value: '0' },
      ],
    },
    verdict: { decision: 1, rule: 'finance-reads', reasons: ['ACCESS_GRANTED'], obligations: [] },
    body: { size: body.length, sha256, inline: content, parts: 0, encoding: '' },
    claimed: { graph: 'invoices', node: 'summarise', run: '' },
    bodyContinues: false,
  },
};

export const payloads = [{ sha256, kind: 1, content: body }];
