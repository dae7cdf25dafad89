/** Whether the database can hold a text, and so may be asked for it: PostgreSQL takes neither NUL nor halves of characters. */

export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
