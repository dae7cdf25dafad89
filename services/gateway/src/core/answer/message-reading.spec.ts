import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { planWith, rulesFor, verdict } from './fixtures/reading.js';
import { MessageReading } from './message-reading.js';
import type { AnswerRules } from './answer.js';

const plan = planWith({ email: 'redact', 'payment-card': 'block' });
const encode = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document), 'utf8');
const event = (index: number, data: object): Uint8Array =>
  encode({
    type: 'event',
    method: 'messages',
    params: { namespace: [], timestamp: 1, node: 'model', data: { index, ...data } },
  });
const delta = (text: string, index = 0): Uint8Array =>
  event(index, { event: 'content-block-delta', delta: { type: 'text-delta', text } });
const end = (text: string, index = 0): Uint8Array =>
  event(index, { event: 'content-block-finish', content: { type: 'text', text } });

interface Said {
  readonly event: string;
  readonly delta?: { readonly text: string };
  readonly content?: { readonly text: string };
}

/** What messages say in pieces of text, and whole. */
function saidIn(messages: readonly Uint8Array[]): { readonly pieces: string; readonly whole: string } {
  const said = messages.map((bytes) => {
    const { params } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { params: { data: Said } };
    return params.data;
  });
  return {
    pieces: said.map((one) => one.delta?.text ?? '').join(''),
    whole: said.map((one) => one.content?.text ?? '').join(''),
  };
}

function readAll(messages: readonly Uint8Array[], more: Partial<AnswerRules> = {}) {
  const reading = new MessageReading(rulesFor(langgraph, { plan, ...more }), 101);
  const passed = [...messages.flatMap((message) => reading.push(message)), ...reading.finish()];
  const notEmpty = (form: 'client' | 'recorded') =>
    passed.map((one) => one[form]).filter(({ length }) => length > 0);
  return { client: notEmpty('client'), recorded: notEmpty('recorded'), reading };
}

describe('messages', () => {
  it('are masked as one text, however it is cut into them', () => {
    const text =
      'Dear ann.smith@example.com, call +44 20 7946 0958 or write to bob.jones@example.org — 谢谢 🙂.';
    const expected = saidIn(readAll([delta(text), end(text)]).client);
    expect(expected.pieces).toBe(text.replaceAll(/\S+@example\.(?:com|org)/g, '[EMAIL]'));
    const characters = Array.from(text);
    const points = fc.uniqueArray(fc.integer({ min: 1, max: characters.length - 1 }), { maxLength: 12 });
    fc.assert(
      fc.property(points, (cuts) => {
        const at = [0, ...cuts.sort((one, other) => one - other), characters.length];
        const pieces = at.slice(1).map((to, index) => characters.slice(at[index], to).join(''));
        const { client, recorded } = readAll([...pieces.map((piece) => delta(piece)), end(text)]);
        expect(saidIn(client)).toEqual(expected);
        expect(Buffer.concat(recorded).toString('utf8')).not.toMatch(/ann|bob|7946/);
      }),
      { numRuns: 300 },
    );
  });

  it('pass as they came where nothing is asked of them', () => {
    const messages = [
      delta('one'),
      encode({ type: 'success', id: 1, result: {} }),
      Buffer.from('no document'),
    ];
    const { client } = readAll(messages, { plan: undefined, isBinding: false });
    expect(client).toEqual(messages);
  });

  it('stop where one holds what may not pass, or cannot be read', () => {
    expect(readAll([end('card 4111 1111 1111 1111')]).reading.stopped).toMatchObject({ kind: 'denied' });
    const unread = readAll([Buffer.from('no document')], { isBinding: true });
    expect(unread.reading.stopped).toMatchObject({ kind: 'unreadable', reason: 'NOT_JSON' });
    expect(unread.client).toEqual([]);
  });

  it('go on where more texts are open than are kept: the oldest end', () => {
    const many = Array.from({ length: 1_500 }, (_, index) => delta(`text ${index} `, index));
    const { client, reading } = readAll(many, { isBinding: true });
    expect(reading.stopped).toBeUndefined();
    expect(saidIn(client).pieces.split('text ').length).toBe(1_501);
  });

  it('are judged together by rules that only watch', () => {
    const seen: string[] = [];
    const judgeAnswer: AnswerRules['judgeAnswer'] = ({ spans }) => {
      seen.push(...spans.filter(({ position }) => position === 'assistant').map(({ text }) => text));
      return verdict('allow');
    };
    const { reading } = readAll([delta('half '), delta('and half')], { judgeAnswer });
    expect(seen).toEqual(['half and half']);
    expect(reading.facts.verdict).toMatchObject({ decision: 'allow' });
  });
});
