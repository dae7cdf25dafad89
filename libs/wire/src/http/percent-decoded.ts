/** Undoes the escapes of a URL (RFC 3986 §2.1) in text that may be none: what is no escape stays. */

/** Escaped bytes, as many as follow each other. */
const ESCAPES = /(?:%[0-9a-f]{2})+/gi;

/** Bytes that are no UTF-8 become replacement characters, so that they hide nothing beside them. */
export const percentDecoded = (text: string): string =>
  text.replaceAll(ESCAPES, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
