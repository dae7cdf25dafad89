import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenRequests, type OpenChange } from './open-requests.js';

describe('OpenRequests', () => {
  it('counts what was opened and not closed, and numbers each request once', () => {
    const open = new OpenRequests();
    const first = open.open('a');
    expect(open.open('a')).toBeUndefined();
    expect(open.close('b')).toBeUndefined();
    expect(open.size).toBe(1);
    expect(open.close('a')).toEqual({ requestId: 'a', request: first?.request, opened: false });
    expect(open.open('a')?.request).not.toBe(first?.request);
  });

  it('goes on behind the numbers it inherits', () => {
    const open = new OpenRequests();
    open.inherit('old', 41);
    expect(open.open('new')?.request).toBe(42);
    expect(open.close('old')?.request).toBe(41);
  });

  it('undo leads back to where it was, whatever happened', () => {
    const step = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), opens: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (before, after) => {
        const open = new OpenRequests();
        const apply = (steps: { id: string; opens: boolean }[]): OpenChange[] =>
          steps.flatMap(({ id, opens }) => (opens ? open.open(id) : open.close(id)) ?? []);
        apply(before);
        const size = open.size;
        const numbers = ['a', 'b', 'c', 'd'].map((id) => [id, peek(open, id)]);
        open.undo(apply(after));
        expect(open.size).toBe(size);
        expect(['a', 'b', 'c', 'd'].map((id) => [id, peek(open, id)])).toEqual(numbers);
      }),
    );
  });
});

function peek(open: OpenRequests, id: string): number | undefined {
  const change = open.close(id);
  if (change) open.undo([change]);
  return change?.request;
}
