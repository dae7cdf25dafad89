/** A content coding as records and readers take it: names of codings are short and plain. */
import { recordedText } from '@sallyport/contracts/recorded-text';

/** Far more than all codings that anybody undoes take, one on top of another. */
const codingBytesMax = 64;

/** Nobody undoes a coding of this name. */
const UNKNOWN = 'unknown';

/** What would be cut or escaped is no coding: of such a text no part is told. */
export const codingOf = (value: string): string =>
  recordedText(value, codingBytesMax) === value ? value : UNKNOWN;
