/** Ids in paths: UUIDs, as the database keeps them. */

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export function isId(text: string): boolean {
  return UUID.test(text);
}
