import { describe, expect, it } from 'vitest';
import { takeInTime } from './in-time.js';

const at = (timeUs: number, name: string) => ({ cursor: { timeUs }, name });
const named = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name).join('');

describe('several logs in the order of time', () => {
  it('are told by time, and each in its own order, whatever its clocks say', () => {
    const traffic = { items: [at(1, 'a'), at(9, 'b'), at(4, 'c')], isDry: true };
    const decisions = { items: [at(1, 'x'), at(5, 'y'), at(9, 'z')], isDry: true };
    expect(named(takeInTime([traffic, decisions]))).toBe('axybcz');
  });

  it('wait for a log of which more must be read', () => {
    const traffic = { items: [at(1, 'a'), at(3, 'b')], isDry: false };
    const decisions = { items: [at(2, 'x'), at(8, 'y')], isDry: true };
    expect(named(takeInTime([traffic, decisions]))).toBe('axb');
    expect(named(takeInTime([traffic, decisions]))).toBe('');
    traffic.isDry = true;
    expect(named(takeInTime([traffic, decisions]))).toBe('y');
  });
});
