/** Names that differ from documented ones in the case of letters only: some readers take one for the other. */

/** Documented names are in lower case; anything else may fold to one. */
const hasOtherCase = /[^a-z0-9_]/;

/** The documented name that a reader without regard to case takes it for; undefined where it is none. */
export function lookedAlike(
  name: string,
  documented: { readonly has: (name: string) => boolean } | undefined,
): string | undefined {
  if (documented === undefined || !hasOtherCase.test(name)) return undefined;
  const folded = name.toUpperCase().toLowerCase();
  return folded !== name && documented.has(folded) ? folded : undefined;
}
