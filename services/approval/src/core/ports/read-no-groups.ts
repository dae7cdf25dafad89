/** Reads no groups: where no provider is connected, only votes that bring their own groups count. */
import { personKey } from '../person.js';
import type { ReadGroups } from './read-groups.js';

export const readNoGroups: ReadGroups = (people) =>
  Promise.resolve(new Map(people.map((person) => [personKey(person), []])));
