import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MaskPlan } from '../actions/mask-plan.js';
import { personal } from '../detectors/personal/personal.js';
import { compileDetectors } from '../engine/compile-detectors.js';
import { BytesMasker } from './bytes-masker.js';

const plan: MaskPlan = {
  engine: compileDetectors(personal),
  actionOf: (kind) => ({ kind: kind === 'email' ? 'redact' : 'report' }),
  recordedActionOf: () => ({ kind: 'redact' }),
  keys: {},
};

function bytesThrough(bytes: Uint8Array, cuts: readonly number[] = []) {
  const masker = new BytesMasker(plan);
  const pieces = [];
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    pieces.push(masker.push(bytes.subarray(from, cut)));
    from = cut;
  }
  pieces.push(masker.flush());
  return {
    sent: Buffer.concat(pieces.map(({ sent }) => sent)),
    recorded: Buffer.concat(pieces.map(({ recorded }) => recorded)),
    masker,
  };
}

function through(bytes: Uint8Array, cuts: readonly number[] = []) {
  const { sent, recorded } = bytesThrough(bytes, cuts);
  return { sent: sent.toString('utf8'), recorded: recorded.toString('utf8') };
}

const utf8 = (text: string) => Buffer.from(text, 'utf8');

describe('a body of unknown kind', () => {
  it('is masked as text, in both forms', () => {
    const { sent, recorded } = through(utf8('mail ana@example.com from 192.0.2.77, please'));
    expect(sent).toContain('[EMAIL]');
    expect(sent).toContain('192.0.2.77');
    expect(recorded).not.toContain('192.0.2.77');
    expect(recorded).not.toContain('ana@example.com');
  });

  it('is masked as JSON where it begins like it, and stays JSON', () => {
    const { sent } = through(utf8(' {"to":"ana\\u0040example.com"}'));
    expect(JSON.parse(sent)).toEqual({ to: '[EMAIL]' });
  });

  it('is masked as JSON where it is a string alone, and as text where it only begins with one', () => {
    const string = '"to ana\\u0040example.com" ';
    const long = `"${'x'.repeat(5_000)} ana\\u0040example.com"`;
    const texts: readonly (readonly [string, string])[] = [
      [string, '"to [EMAIL]" '],
      [`${string}ana@example.com`, '"to ana\\u0040example.com" [EMAIL]'],
      ['"to": ana@example.com', '"to": [EMAIL]'],
      [`${string}\n${string}`, '"to [EMAIL]" \n"to [EMAIL]" '],
      ['"to ana@example.com', '"to [EMAIL]'],
      ['"to\n ana@example.com"', '"to\n [EMAIL]"'],
      [long, long.replace('ana\\u0040example.com', '[EMAIL]')],
    ];
    for (const [text, expected] of texts) {
      for (const cuts of [
        [],
        [1],
        [9],
        [20],
        [text.length - 1],
        [3, 4_097, 4_098].filter((at) => at < text.length),
      ])
        expect(through(utf8(text), cuts).sent).toBe(expected);
    }
  });

  it('passes untouched and unrecorded where it is no text', () => {
    const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff);
    const masker = new BytesMasker(plan);
    expect(masker.push(bytes).sent).toBe(bytes);
    expect(masker.push(bytes)).toEqual({ sent: bytes, recorded: new Uint8Array(0) });
    expect(masker.isBinary).toBe(true);
  });

  it('ends where text turns into something else', () => {
    const masker = new BytesMasker(plan);
    masker.push(utf8('mail ana@example.com, please'));
    expect(masker.push(Uint8Array.of(0xff, 0xfe))).toEqual({
      sent: utf8('please'),
      recorded: utf8('please'),
    });
    expect(masker.push(utf8('more')).sent).toHaveLength(0);
    expect(masker.failed).toBe('NOT_UTF8');
  });

  it('gives chunks that nothing was found in as they are', () => {
    const masker = new BytesMasker(plan);
    const bytes = utf8('nothing of interest here. ');
    expect(masker.push(bytes).sent).toBe(bytes);
  });

  it('gives a chunk that is longer than the head as it is, too', () => {
    const bytes = utf8(`${'nothing of interest here. '.repeat(100)}\n`);
    expect(new BytesMasker(plan).push(bytes).sent).toBe(bytes);
  });

  it('is binary however late in its head that shows, as long as nothing was found', () => {
    const zip = Buffer.concat([
      utf8('PK text at first '),
      Uint8Array.of(3, 4, 0, 0xff),
      utf8('x'.repeat(2_000)),
    ]);
    for (let cut = 0; cut < 30; cut++) {
      const { sent, masker } = bytesThrough(zip, [cut, cut + 1]);
      expect(sent).toEqual(zip);
      expect(masker.isBinary).toBe(true);
    }
    const found = Buffer.concat([utf8('mail ana@example.com, please '), Uint8Array.of(0)]);
    expect(bytesThrough(found, [25]).masker.failed).toBe('NOT_UTF8');
  });

  it('is cut at the same byte wherever it is split', () => {
    const bytes = Buffer.concat([
      utf8(`${'a ☂ '.repeat(300)}ana@example.com é`),
      Uint8Array.of(0xe2, 0x28, 0x41),
    ]);
    const whole = bytesThrough(bytes);
    expect(whole.masker.failed).toBe('NOT_UTF8');
    expect(whole.sent.toString('utf8')).toMatch(/☂ \[EMAIL\] é$/u);
    for (let back = 1; back < 30; back++)
      expect(bytesThrough(bytes, [bytes.length - back]).sent).toEqual(whole.sent);
    const { masker } = bytesThrough(utf8('x☂').subarray(0, 3));
    expect(masker.isBinary).toBe(true);
  });

  it('is the same for every split into chunks', () => {
    const bodies = [
      'grüße an zoë@example.com und ana@example.org, 192.0.2.77 ☂ ende',
      '{"who":"zoë@example.com","note":"☂ card 4111 1111 1111 1111","n":[1,"ana@example.org"]}',
    ].map(utf8);
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.array(fc.nat(90), { maxLength: 12 }), (bytes, at) => {
        const cuts = at.map((one) => Math.min(one, bytes.length)).sort((one, other) => one - other);
        const { sent, recorded } = through(bytes, cuts);
        const whole = through(bytes);
        expect({ sent, recorded }).toEqual({ sent: whole.sent, recorded: whole.recorded });
      }),
      { numRuns: 500 },
    );
  });
});
