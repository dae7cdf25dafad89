import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '@sallyport/wire/plain/plain';
import { cut, cuts } from '@sallyport/wire/llm/sse/fixtures/streams';
import type { AnswerHead, AnswerRules } from './answer.js';
import { json, planWith, readThrough, rulesFor } from './fixtures/reading.js';

const plan = planWith({ email: 'redact', 'payment-card': 'block' });
const mail = 'ann.smith@example.com';
const placeholder = '[EMAIL_0123456789]';
const values = new Map([[placeholder, 'eve "é" x@example.net']]);
const text: AnswerHead = { status: 200, contentType: 'text/plain; charset=utf-8' };

const read = (body: string | Uint8Array, head = text, more: Partial<AnswerRules> = { plan }, at = [5, 20]) =>
  readThrough(rulesFor(plain, more), head, cut(Buffer.from(body), at));

describe('an answer of plain HTTP', () => {
  it('is masked as it passes', () => {
    const { client, recorded, facts } = read(`Mail ${mail}, IBAN DE89370400440532013000`);
    expect(client).toBe('Mail [EMAIL], IBAN DE89370400440532013000');
    expect(recorded).toBe('Mail [EMAIL], IBAN [IBAN]');
    expect(facts.masked.map(({ kind, position }) => `${kind} ${position}`)).toEqual([
      'email document',
      'iban document',
    ]);
  });

  it('stays JSON where it is JSON, whatever its label says', () => {
    for (const head of [json, text, { status: 200, contentType: '' }]) {
      const { client } = read(`{"to":"ann\\u002esmith\\u0040example.com","n":1}`, head);
      expect(JSON.parse(client)).toEqual({ to: '[EMAIL]', n: 1 });
    }
  });

  it('has the client’s own values put back, for the client alone', () => {
    const { client, recorded } = read(`{"to":"${placeholder}"}`, json, { plan, values });
    expect(JSON.parse(client)).toEqual({ to: 'eve "é" x@example.net' });
    expect(recorded).toBe(`{"to":"${placeholder}"}`);
    expect(read(`\n {"to":"${placeholder}"}`, text, { plan, values }).client).toContain('\\"é\\"');
    expect(read(`To ${placeholder}`, text, { plan, values }).client).toBe('To eve "é" x@example.net');
  });

  it('is read as a form where it is one', () => {
    const form = { status: 200, contentType: 'application/x-www-form-urlencoded' };
    const { client, recorded } = read('to=ann.smith%40example.com&iban=DE89370400440532013000', form);
    expect(client).toBe('to=%5BEMAIL%5D&iban=DE89370400440532013000');
    expect(recorded).toBe('to=%5BEMAIL%5D&iban=%5BIBAN%5D');
  });

  it('stops at a find that is to be blocked', () => {
    const { client, stopped } = read('Pay with 4111 1111 1111 1111 today', text);
    expect(stopped).toMatchObject({
      kind: 'denied',
      verdict: { decision: 'deny', reasons: ['SENSITIVE_DATA'] },
    });
    expect(client).not.toContain('4111');
  });

  it('passes as it is, and is recorded as it is, where nothing masks it', () => {
    const bytes = Buffer.from([0x80, 0, 0xff, 0x61]);
    const { client, recorded, facts } = read(bytes, text, {});
    expect([client, recorded]).toEqual([bytes.toString(), bytes.toString()]);
    expect(facts.isChanged).toBe(false);
  });

  it('is not let through where it says it is text, a rule reads it, and it is none', () => {
    expect(read(Buffer.from([0xff, 0xfe, 0x61]), text).stopped).toEqual({
      kind: 'unreadable',
      reason: 'NOT_UTF8',
    });
    const foreign = { status: 200, contentType: 'text/plain; charset=utf-16' };
    expect(read('x', foreign).stopped).toEqual({ kind: 'unreadable', reason: 'NOT_UTF8' });
    expect(read('x', foreign, { plan: planWith({}), isBinding: false }).stopped).toBeUndefined();
    const image = { status: 200, contentType: 'image/png' };
    const bytes = Buffer.from([0x89, 0x50, 0, 0xff]);
    expect(read(bytes, image).stopped).toEqual({ kind: 'unreadable', reason: 'NOT_TEXT' });
    const picture = read(bytes, image, { plan, takesUnread: true }, []);
    expect([picture.stopped, picture.client.length > 0, picture.recorded]).toEqual([undefined, true, '']);
  });

  it('passes whatever it is where nothing binds, and is never recorded unmasked', () => {
    const bytes = Buffer.concat([Buffer.from(`a ${mail} b `), Buffer.from([0xff, 0xfe]), Buffer.from(mail)]);
    const { client, recorded } = read(bytes, text, { plan: planWith({}), isBinding: false });
    expect(client).toBe(bytes.toString());
    expect(recorded).not.toContain(mail);
  });

  it('is read in Latin-1 where it says so', () => {
    const head = { status: 200, contentType: 'text/plain; charset=ISO-8859-1' };
    const reading = readThrough(rulesFor(plain, { plan }), head, [Buffer.from(`é ${mail} ü`, 'latin1')]);
    expect(reading.stopped).toBeUndefined();
    expect(reading.client).toBe(Buffer.from('é [EMAIL] ü', 'latin1').toString());
  });

  it('is the same however it is cut', () => {
    const words = fc.constantFrom(mail, 'é😀', ' ', placeholder, '"', '{', '}', ':', '[EMAIL_', 'x@', '\\n');
    const bodies = fc.array(words, { maxLength: 12 }).map((parts) => parts.join(''));
    const heads = fc.constantFrom(text, json, { status: 200, contentType: '' });
    fc.assert(
      fc.property(bodies, heads, fc.boolean(), cuts, (body, head, isBinding, at) => {
        const more = { plan, values, isBinding };
        expect(read(body, head, more, at)).toEqual(read(body, head, more, []));
      }),
      { numRuns: 200 },
    );
  });
});
