/** Why a body could not be read, and how a person is told: from closed lists and positions alone, never content. */
import type { Unreadable, UnreadableReason } from '@sallyport/wire/llm/operation';

export type FaultReason = UnreadableReason | 'UNKNOWN_CODING' | 'BROKEN_CODING' | 'NOT_READ';

export interface ReadingFault extends Partial<Pick<Unreadable, 'where' | 'limit'>> {
  readonly reason: FaultReason;
}

const whatItIs: Readonly<Record<FaultReason, string>> = {
  NOT_UTF8: 'is not UTF-8',
  NOT_JSON: 'is no JSON',
  NOT_TEXT: 'is no text',
  TOO_DEEP: 'nests too deep',
  TOO_MANY_VALUES: 'holds too many values',
  TOO_MANY_BYTES: 'is too long',
  DUPLICATE_KEY: 'holds an object with a name that stands in it twice',
  NUMBER_OUT_OF_RANGE: 'holds a number out of range',
  NOT_THIS_DIALECT: 'is not of the shape that this API takes',
  UNKNOWN_CODING: 'is in a content coding that is not known',
  BROKEN_CODING: 'is not in the content coding that it names',
  NOT_READ: 'is longer than what is read',
};

/** `The body is no JSON (NOT_JSON, at byte 28).` */
export function faultSentence({ reason, where = '', limit }: ReadingFault): string {
  const exceeded = limit === undefined ? '' : `: more than ${limit}`;
  const place = where === '' || where === '/' ? '' : `, at ${where}`;
  return `The body ${whatItIs[reason]} (${reason}${exceeded}${place}).`;
}
