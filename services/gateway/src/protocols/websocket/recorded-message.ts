/** A message as the record has it: bodies of a socket are its messages one behind the other, each with a line end. */
import { sha256 } from '@sallyport/contracts/sha256';

const lineEnd = Buffer.from('\n');

export const asLine = (message: Uint8Array): Buffer => Buffer.concat([message, lineEnd]);

/** What stands for a message that is no text: nobody could mask it. */
export const binaryLine = (message: Uint8Array): Buffer =>
  Buffer.from(
    `${JSON.stringify({ type: 'binary', size: message.length, sha256: sha256(message).toString('hex') })}\n`,
  );
