/** What a body is: by its label where that is true, by its bytes where it is not. */

const firstByte = (body: Uint8Array): number => {
  for (const byte of body) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return byte;
  return 0;
};

/** Names of fields are words; text without an early `=` is not searched for more of them. */
const formNameBytesMax = 256;

/** A JSON document may be a string alone; text may begin with a quote as well. */
export const startsWithQuote = (body: Uint8Array): boolean => firstByte(body) === 0x22;

/** Starts as an object or an array does. Servers label JSON text/plain, and curl labels everything a form. */
export const looksLikeJson = (body: Uint8Array): boolean => {
  const first = firstByte(body);
  return first === 0x7b || first === 0x5b;
};

/** Fields one after the other, and nothing that their encoding would not write. */
const FORM = /^[\w.\-~*+%[\]]+=[\w.\-~*+%[\]!'():@/,;$=]*(?:&[\w.\-~*+%[\]]+=[\w.\-~*+%[\]!'():@/,;$=]*)*$/;
const ESCAPE = /%[0-9A-Fa-f]{2}/;

/** Reads as a form with something encoded in it: many clients send one as text, or say nothing. */
export function looksLikeForm(body: Uint8Array): boolean {
  const equals = body.indexOf(0x3d);
  if (equals <= 0 || equals > formNameBytesMax || !body.includes(0x25)) return false;
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  return ESCAPE.test(text) && FORM.test(text);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text; undefined where it is not UTF-8. */
export function utf8Text(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

export function labelOf(contentType: string): 'json' | 'form' | 'text' | 'other' {
  const [label = ''] = contentType.toLowerCase().split(';');
  const type = label.trim();
  if (type === 'application/json' || type.endsWith('+json') || type === 'text/json') return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  return type.startsWith('text/') ? 'text' : 'other';
}
