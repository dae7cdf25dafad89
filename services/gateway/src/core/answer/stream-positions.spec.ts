import { describe, expect, it } from 'vitest';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { textsOf } from '@sallyport/wire/llm/sse/fixtures/relay';
import { cut, textOf } from '@sallyport/wire/llm/sse/fixtures/streams';
import { eventStream, planWith, readThrough, rulesFor, verdict } from './fixtures/reading.js';
import { toldStreams, type Told } from './fixtures/told-streams.js';
import { openAnswer } from './open-answer.js';

/** Masked for the client; found for the record alone; put back for the client. */
const masked = 'ann.smith@example.com';
const found = 'DE89 3704 0044 0532 0130 00';
const placeholder = '[EMAIL_0123456789]';
const own = 'eve "x" \\ o\'neil@example.net';
const plan = planWith({ email: 'redact' });
const values = new Map([[placeholder, own]]);

const sentence = `Mail ${masked} or ${placeholder}, IBAN ${found} please`;
const plainTold: Told = { reasoning: ['Think'], text: ['Say'], call: ['{"to":"bob"}'] };
const toldAt = (position: keyof Told, size: number): Told => {
  const text = position === 'call' ? JSON.stringify({ to: sentence, list: [sentence] }) : sentence;
  return { ...plainTold, [position]: text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [] };
};

/** Everything a client can put together of a stream: its bytes, and the text of each channel. */
function seen(dialect: Dialect, stream: string): { readonly all: string; readonly call: string } {
  const { openStream } = dialect;
  if (openStream === undefined) throw new Error('no streams');
  const reader = openStream(rulesFor(dialect).operation);
  const frames = [...reader.feed(Buffer.from(stream)), ...reader.finish()];
  const texts = textsOf(frames);
  const wholes = frames.flatMap(({ deltas }) => deltas).map(({ text }) => text);
  return {
    all: [stream, ...Object.values(texts), ...wholes].join('\n'),
    call: Object.entries(texts).find(([channel]) => /tool/.test(channel))?.[1] ?? '',
  };
}

const cells = Object.entries(toldStreams).flatMap(([name, { has }]) =>
  has.flatMap((position) => [1, 5, 200].map((size) => [name, position, size] as const)),
);

describe.each(cells)('%s, %s in pieces of %i', (name, position, size) => {
  const told = toldStreams[name];
  if (told === undefined) throw new Error(name);
  const { dialect, write } = told;
  const bytes = write(toldAt(position, size));
  const chunks = cut(
    bytes,
    Array.from({ length: 40 }, (_, index) => index * 97),
  );

  it('hides what is masked from the client, and all that is found from the record', () => {
    const { client, recorded, facts, stopped } = readThrough(
      rulesFor(dialect, { plan }),
      eventStream,
      chunks,
    );
    expect(stopped).toBeUndefined();
    const [forClient, forRecord] = [seen(dialect, client), seen(dialect, recorded)];
    expect(forClient.all).not.toContain(masked);
    expect(forClient.all).toContain('[EMAIL]');
    expect(forClient.all).toContain(found);
    expect(forRecord.all).not.toContain(masked);
    expect(forRecord.all).not.toContain(found);
    expect(forRecord.all).toContain('[IBAN]');
    const kinds = facts.masked.map(({ kind, action }) => `${kind} ${action}`);
    expect(kinds).toEqual(expect.arrayContaining(['email redact', 'iban record']));
    expect(facts.isChanged).toBe(true);
    for (const { call } of [forClient, forRecord])
      expect(() => JSON.parse(call === '' ? '{}' : call) as unknown).not.toThrow();
  });

  it('puts the client’s own values back for the client alone', () => {
    const rules = rulesFor(dialect, { plan, values });
    const { client, recorded } = readThrough(rules, eventStream, chunks);
    const [forClient, forRecord] = [seen(dialect, client), seen(dialect, recorded)];
    expect(forClient.all).toContain(position === 'call' ? 'neil@example.net' : own);
    expect(forClient.all).not.toContain(masked);
    expect(forRecord.all).not.toContain('neil@example.net');
    expect(forRecord.all).toContain(placeholder);
    if (position === 'call' && forClient.call !== '')
      expect(JSON.parse(forClient.call)).toMatchObject({ to: expect.stringContaining(own) as string });
  });

  it('passes at once, as it came, where the record alone is masked', () => {
    const reading = openAnswer(rulesFor(dialect, { plan: planWith({}), isBinding: false }), eventStream);
    const passed = chunks.map((chunk) => reading.push(chunk));
    passed.push(reading.finish());
    expect(Buffer.concat(passed.map(({ client }) => client)).equals(bytes)).toBe(true);
    const forRecord = seen(dialect, Buffer.concat(passed.map(({ recorded }) => recorded)).toString());
    expect(forRecord.all).not.toContain(masked);
    expect(forRecord.all).not.toContain(found);
    expect(forRecord.all).toContain('[EMAIL]');
    expect(reading.facts.masked.every(({ action }) => action === 'record')).toBe(true);
  });

  it('is masked the same where it is held until it was judged whole', () => {
    const holding = { holdsWhole: true, judgeAnswer: () => verdict('allow') };
    const held = readThrough(rulesFor(dialect, { plan, values, ...holding }), eventStream, chunks);
    const streamed = readThrough(rulesFor(dialect, { plan, values }), eventStream, chunks);
    expect(held.client).toBe(streamed.client);
    expect(held.recorded).toBe(streamed.recorded);
    expect(held.facts.verdict?.decision).toBe('allow');
  });
});

describe('what no position of a dialect holds', () => {
  const chat = toldStreams['chat'];
  if (chat === undefined) throw new Error('chat');
  const { dialect } = chat;
  const strange = [
    `: hello ${masked}\n\n`,
    `event: ${masked}\n\n`,
    `id: ${masked}\nretry: 5\n\n`,
    `data: not json ${masked}\n\n`,
    `data: {"error":{"message":"no ${masked}"}}\n\n`,
    `: ${masked}\nevent: x ${masked}\nid: ${masked}\ndata: {"choices":[]}\n\n`,
  ];

  it.each(strange)('is masked as the text it is: %s', (frame) => {
    const body = Buffer.from(`data: {"choices":[]}\n\n${frame}`);
    const bound = readThrough(rulesFor(dialect, { plan }), eventStream, [body]);
    expect(bound.client + bound.recorded).not.toContain(masked);
    const free = rulesFor(dialect, { plan: planWith({}), isBinding: false });
    const { client, recorded } = readThrough(free, eventStream, [body]);
    expect(client).toBe(body.toString());
    expect(recorded).not.toContain(masked);
  });

  it('is refused where what it says binds', () => {
    const body = Buffer.from(`data: {"choices":[]}\n\ndata: not json\n\n`);
    const { client, stopped } = readThrough(rulesFor(dialect, { plan }), eventStream, [body]);
    expect(stopped).toEqual({ kind: 'unreadable', reason: 'NOT_JSON' });
    expect(client).toBe('data: {"choices":[]}\n\n');
  });

  it('keeps signs of life and their order', () => {
    const body = ': hold\n\nevent: ping\ndata: {"type":"ping"}\n\n: hold\r\n\r\n';
    const { client } = readThrough(rulesFor(dialect, { plan }), eventStream, [Buffer.from(body)]);
    expect(client).toBe(body);
    expect(textOf(Buffer.from(client))).toBe(body);
  });
});
