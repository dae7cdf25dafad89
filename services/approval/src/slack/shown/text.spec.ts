import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { words } from '../fixtures/questions.js';
import { code, fence, listed, plainLine } from './text.js';

/** What a reader sees again: our entities and the mark between backticks undone. */
const read = (text: string): string =>
  text.replaceAll('\u200b', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const inner = (text: string): string => text.slice('```\n'.length, -'\n```'.length);

describe('foreign text', () => {
  it('shows what hides, and neither mentions nor formats', () => {
    expect(code('a\u202eb <!channel> `x` & y\n\u200b', 100)).toBe(
      '`a\\u{202e}b &lt;!channel&gt; ˋxˋ &amp; y \\u{200b}`',
    );
    expect(plainLine('a\nb\u0000', 100)).toBe('a b\\u{0}');
    expect(code('  ', 10)).toBe('`–`');
    expect(plainLine('', 10)).toBe('–');
  });

  it('is cut by characters, never inside one or inside an entity', () => {
    expect(code('👍👍👍👍', 7)).toBe('`👍👍…`');
    expect(code('<<<<', 12)).toBe('`&lt;&lt;…`');
    fc.assert(
      fc.property(words(300), fc.integer({ min: 8, max: 400 }), (text, max) => {
        for (const shown of [code(text, max), plainLine(text, max)]) {
          expect(shown.length).toBeLessThanOrEqual(max);
          expect(shown.isWellFormed()).toBe(true);
          expect(shown).not.toMatch(/[\n\r\u202e\u200b]/u);
        }
        expect(code(text, max).slice(1, -1)).not.toMatch(/[`<>]|&(?!amp;|lt;|gt;)/u);
      }),
    );
  });

  it('never leaves its fence, and fences together have all of it', () => {
    fc.assert(
      fc.property(words(2_000), fc.integer({ min: 60, max: 900 }), (text, max) => {
        const pieces: string[] = [];
        for (let rest = text; rest !== '';) {
          const piece = fence(rest, max);
          expect(piece.text.length).toBeLessThanOrEqual(max);
          expect(piece.rest.length).toBeLessThan(rest.length);
          expect(inner(piece.text)).not.toMatch(/```|[<>]/u);
          pieces.push(inner(piece.text));
          rest = piece.rest;
        }
        const whole = Array.from(text, (character) =>
          /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]$/u.test(character) && !/[\n\t]/u.test(character)
            ? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
            : character,
        ).join('');
        expect(read(pieces.join(''))).toBe(whole);
      }),
    );
  });

  it('is listed as far as it fits', () => {
    expect(listed(['a', 'b'], ', ', 10)).toBe('a, b');
    expect(listed(['aaaa', 'bbbb', 'cccc'], ', ', 14)).toBe('aaaa, 2 more');
    expect(listed(['aaaaaaaaaaaaaaa'], ', ', 12)).toBe('1 in all');
  });
});
