/** Whether a text is a JSON document of its own: what it says stands under keys then, and it has to stay a document. */
export function isJsonText(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
