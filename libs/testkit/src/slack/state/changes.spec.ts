import { expect, it } from 'vitest';
import { Changes } from './changes.js';

it('looks at once, and after every change', async () => {
  const changes = new Changes();
  let value: string | undefined = 'there';
  expect(await changes.until('a value', () => value)).toBe('there');
  value = undefined;
  const later = changes.until('a value', () => value);
  changes.tell();
  value = 'now';
  changes.tell();
  expect(await later).toBe('now');
});

it('gives up in time', async () => {
  const never = new Changes().until('what never comes', () => undefined, 10);
  await expect(never).rejects.toThrow('what never comes: not seen within 10 ms');
});

it('tells a broken condition to who waits for it, and nobody else', async () => {
  const changes = new Changes();
  let isBroken = false;
  const broken = changes.until('a broken condition', () => {
    if (isBroken) throw new Error('no such thing');
    return undefined;
  });
  isBroken = true;
  expect(() => changes.tell()).not.toThrow();
  await expect(broken).rejects.toThrow('no such thing');
});
