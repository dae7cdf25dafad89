/** Runs a check over a section although some of its keys are wrong, so that all problems show at once. */

/** For `when` of a refinement, which must then expect any value under any key. */
export const isSection = ({ value }: { readonly value: unknown }): boolean =>
  typeof value === 'object' && value !== null;
