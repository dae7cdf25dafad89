/** Names that came from outside, as a record shows them: masked, then cut. */
import { recordedText } from '@sallyport/contracts/recorded-text';

const nameBytesMax = 256;
/** As much of a name is searched for what the record masks: what is cut off there lies behind the longest of its kinds. */
const nameUnitsMax = 16_384;

/** What of a long name is looked at. */
export const searchedName = (name: string): string => name.slice(0, nameUnitsMax);

/** @param words short texts as events show them */
export const recordedName = (name: string, words: (text: string) => string): string =>
  recordedText(words(searchedName(name)), nameBytesMax);
