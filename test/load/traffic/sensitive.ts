/** The sensitive data of the bench's traffic, and what a gateway that redacts everything puts in its place. */

export interface Sensitive {
  readonly value: string;
  readonly replacement: string;
}

/** Personal, financial and secret; none of them belongs to anybody. */
export const sensitive: readonly Sensitive[] = [
  { value: 'anna.berger@northwind-traders.com', replacement: '[EMAIL]' },
  { value: 'DE89 3704 0044 0532 0130 00', replacement: '[IBAN]' },
  { value: 'AKIAJ4XN6LQ7TRNP2WQA', replacement: '[AWS_ACCESS_KEY_ID]' },
];

const [email, iban, key] = sensitive.map(({ value }) => value);

/** A sentence that holds all of it. */
export const sensitiveSentence = `Write to ${email ?? ''}, pay to ${iban ?? ''} and use the key ${key ?? ''} for the upload.`;

/** The text with everything sensitive redacted. */
export function redacted(text: string): string {
  return sensitive.reduce((done, { value, replacement }) => done.replaceAll(value, replacement), text);
}

export const holdsSensitive = (text: string): boolean => sensitive.some(({ value }) => text.includes(value));
