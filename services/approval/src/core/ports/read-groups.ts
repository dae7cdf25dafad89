/** Reads the groups of people again from where they are kept, for the outcome of an approval. */
import type { Person } from '../person.js';
import type { FreshGroups } from '../settle.js';

/** Has an entry for everybody asked for; without groups for those whose groups cannot be read: their votes do not count then. */
export type ReadGroups = (people: readonly Person[]) => Promise<FreshGroups>;
