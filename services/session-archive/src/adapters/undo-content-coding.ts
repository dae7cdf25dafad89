/** Undoes the content coding of a recorded body, as far as it is shown. */
import type { UndoCoding } from '@sallyport/recording/body-text';
import { codingsOf, undoCodings } from '@sallyport/service-kit/http/content-coding';

/** The most that a body may unfold to; eight times what is shown of one. */
const decodedBytesMax = 8 * 1024 * 1024;

export const undoContentCoding: UndoCoding = (bytes, coding) => {
  const undone = undoCodings(bytes, codingsOf(coding), decodedBytesMax);
  return undone.kind === 'bare' ? undone.bytes : undefined;
};
